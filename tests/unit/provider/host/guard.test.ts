import assert from "node:assert/strict";
import { handler } from "../../../../provider/host/dynamicProvider";
import { failure } from "../../../../provider/diagnostics/diagnostic";
import { guard, PROTOCOL } from "../../../../provider/host/guard";
import { configuredHost, type Host, newsOf, type Properties } from "../../../support/inMemory/host";
import { stateOf } from "../../../support/inMemory/lifecycle";

/** A method that returns or throws what it is given. */
const answer = (value: unknown) => guard({ method: (): Promise<unknown> => Promise.resolve(value) }, PROTOCOL).method();
const refuse = (error: unknown) =>
  guard({ method: () => Promise.reject(error as Error) }, PROTOCOL)
    .method()
    .then(
      () => assert.fail("it returned"),
      (thrown: unknown) => thrown as Error & { id?: string; properties?: object; reasons?: string[] },
    );

describe("A guarded method", () => {
  it("answers in plain JSON", async () => {
    assert.deepEqual(await answer([new Date(0), Number.NaN, undefined, () => 1, { gone: undefined }]), [
      "1970-01-01T00:00:00.000Z",
      null,
      null,
      null,
      {},
    ]);
    assert.equal(await answer(undefined), undefined);
    const host = guard({ read: (id: string, state?: object) => Promise.resolve([id, state]) }, PROTOCOL);
    assert.deepEqual(await host.read("crm", undefined), ["crm", null]);
  });

  it("throws a diagnostic quietly: Pulumi's host prints text and stack beside the message", async () => {
    const error = await refuse(failure("rejected", { service: "words" }, { action: "updating" }));
    assert.match(error.message, /^updating: words\. .*#rejected$/);
    assert.ok(error instanceof Error);
    assert.deepEqual([error.stack, String(error)], ["", ""]);
    assert.equal("id" in error, false);
  });

  it("throws what may exist all the same with its id, its properties and a reason", async () => {
    const partial = { id: "crm", properties: { region: "eu-west-1" } };
    const error = await refuse(failure("rejected", { service: "words" }).with({ partial }));
    const { id, properties, reasons, message } = error;
    assert.deepEqual({ id, properties, reasons }, { ...partial, reasons: [message] });
  });

  it("calls a fault of this package by its name, without a stack", async () => {
    for (const [thrown, fault] of [
      [new TypeError("no text"), "TypeError: no text"],
      ["words", "words"],
    ] as const) {
      const error = await refuse(thrown);
      assert.match(error.message, /^managing an AppFlow connector: this package has a defect: /);
      assert.ok(error.message.includes(`: ${fault}. `), error.message);
      assert.deepEqual([error.stack, String(error)], ["", ""]);
    }
  });

  it("calls an answer that is no JSON a fault, too", async () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    const host = await configuredHost();
    await assert.rejects(host.check({}, newsOf({ triggers: cyclic })), {
      message: /TypeError: .*#internal-error$/s,
    });
  });
});

describe("A protocol", () => {
  const TOO_OLD = /protocol 2, .* serves up to 1.*npm install pulumi-appflow-connector@latest.*#protocol-newer$/;
  const written = (protocol: number) => ({
    ...stateOf(),
    __provider: `require("…").handler(${protocol})`,
  });

  it("that is newer than this version's is refused, in every method", async () => {
    const host = handler(PROTOCOL + 1) as Host;
    const state = { ...stateOf() };
    const calls: Readonly<Record<keyof Host, () => Promise<unknown>>> = {
      configure: () => host.configure({ config: { get: () => undefined, require: () => "" } }),
      check: () => host.check({}, newsOf()),
      diff: () => host.diff("crm", state, newsOf()),
      create: () => host.create(newsOf()),
      read: () => host.read("crm", state),
      update: () => host.update("crm", state, newsOf()),
      delete: () => host.delete("crm", state),
    };
    for (const call of Object.values(calls)) await assert.rejects(call(), { message: TOO_OLD });
  });

  it("that is newer is refused where only a state was written under it", async () => {
    const diff = async (state: Properties) => (await configuredHost()).diff("crm", state, newsOf());
    await assert.rejects(diff(written(PROTOCOL + 1)), { message: TOO_OLD });
    await assert.rejects(diff(written(12)), {
      message: /^reading the state of an AppFlow connector: .*protocol 12, /,
    });
    assert.equal((await diff(written(PROTOCOL))).changes, false);
    assert.equal((await diff({ ...stateOf(), __provider: ["handler(2)"] })).changes, false);
  });

  for (let protocol = 1; protocol <= PROTOCOL; protocol += 1)
    it(`${protocol} is served`, async () => {
      assert.deepEqual((await (handler(protocol) as Host).check({}, newsOf())).failures, []);
    });
});
