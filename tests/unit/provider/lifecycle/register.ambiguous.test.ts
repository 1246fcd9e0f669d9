import assert from "node:assert/strict";
import { LIMITS } from "../../../../provider/aws/limits";
import { ACCOUNT, failureOf, inputsOf, invoking, REGION } from "../../../support/inMemory/context";
import { bench, CREATED } from "../../../support/inMemory/lifecycle";

const wordsOn = (code: string) => new RegExp(`the service's words on ${code}`);

/** Calls that may have registered the connector: they broke, or an attempt before the last answer did. */
const AMBIGUOUS = [
  { code: "service-failed", outcome: "ambiguous" },
  { code: "connection-lost", outcome: "ambiguous" },
  { code: "timed-out", outcome: "ambiguous" },
  { code: "registration-denied", outcome: "retried" },
  { code: "throttled", outcome: "retried" },
  { code: "label-conflict", outcome: "retried" },
] as const;

for (const call of AMBIGUOUS)
  describe(`A registration whose call is ${call.outcome} (${call.code})`, () => {
    it("is found by observing at once, and the call isn't repeated", async () => {
      const { appflow, clock, create } = bench();
      appflow.fail("register", { ...call, effect: true });
      assert.deepEqual(await create(), { id: "crm", outputs: CREATED });
      assert.deepEqual(appflow.methods(), ["region", "describe", "register", "describe"]);
      assert.deepEqual(clock.waits, []);
    });

    it("is found although it shows late", async () => {
      const { appflow, clock, create } = bench();
      appflow.fail("register", { ...call, effect: true });
      appflow.lag(6);
      assert.deepEqual(await create({ description: "d" }), {
        id: "crm",
        outputs: { ...CREATED, description: "d" },
      });
      assert.deepEqual([appflow.requests("register").length, clock.waits.length], [1, 6]);
    });

    it("is asked for once more with the same token where nothing shows for as long as AppFlow may lag", async () => {
      const { appflow, clock, create } = bench();
      appflow.fail("register", call);
      assert.equal((await create()).outputs.connectorName, "CRM");
      const [first, second, ...more] = appflow.requests("register");
      assert.deepEqual([second, more], [first, []]);
      assert.ok(clock.passed() > 20_000 && clock.passed() <= LIMITS.consistency, String(clock.passed()));
    });

    it("is saved where nothing ever shows, with the service's words", async () => {
      const { appflow, create } = bench();
      appflow.fail("register", { ...call, times: Infinity });
      const { code, message, partial } = await failureOf(create());
      // A refusal that came last is definite. A conflict is not: it may be with what the first attempt made.
      const isDefinite = call.outcome === "retried" && call.code !== "label-conflict";
      assert.equal(code, isDefinite ? call.code : "outcome-ambiguous");
      assert.match(message, wordsOn(call.code));
      const saved = { ...inputsOf(), region: REGION, accountId: ACCOUNT, description: "" };
      assert.deepEqual(partial, {
        id: "crm",
        properties: { ...saved, registeringSince: "2026-01-01T00:00:00.000Z" },
      });
      assert.equal(appflow.requests("register").length, 2);
    });

    for (const theirs of [invoking("theirs"), { description: "theirs" }])
      it(`is not taken for somebody else's with another ${Object.keys(theirs).join()}`, async () => {
        const { appflow, create } = bench();
        appflow.before("register", () => appflow.put("crm", theirs));
        appflow.fail("register", call);
        const { code, partial } = await failureOf(create());
        assert.deepEqual([code, partial], ["label-taken", undefined]);
      });
  });

describe("A registration whose call broke", () => {
  it("and can't be observed fails with the words of the call", async () => {
    const { appflow, create } = bench();
    appflow.fail("register", { code: "connection-lost", outcome: "ambiguous", effect: true });
    appflow.fail("describe", { code: "access-denied", after: 1, times: Infinity });
    const { code, message, partial } = await failureOf(create());
    assert.deepEqual([code, partial?.id], ["outcome-ambiguous", "crm"]);
    assert.match(message, wordsOn("connection-lost"));
    assert.doesNotMatch(message, /accepted/);
  });

  it("and is refused when it is repeated fails with the refusal, and is saved", async () => {
    const { appflow, create } = bench();
    appflow.fail("register", { code: "timed-out", outcome: "ambiguous" });
    appflow.fail("register", { code: "quota-exceeded" });
    const { code, partial } = await failureOf(create());
    assert.deepEqual([code, partial?.id], ["quota-exceeded", "crm"]);
    const [first, second, ...more] = appflow.requests("register").map(({ clientToken }) => clientToken);
    assert.deepEqual([second, more], [first, []]);
  });

  it("is repeated with a stated token, and with no other one", async () => {
    const { appflow, create } = bench();
    appflow.fail("register", { code: "connection-lost", outcome: "ambiguous", times: Infinity });
    assert.equal((await failureOf(create({ clientToken: "mine" }))).code, "outcome-ambiguous");
    const tokens = appflow.requests("register").map(({ clientToken }) => clientToken);
    assert.deepEqual(tokens, ["mine", "mine"]);
  });

  it("began by AWS's clock, however wrong this machine's is", async () => {
    const { appflow, clock, create } = bench();
    appflow.offset.ahead = -3_600_000;
    await clock.wait(3_600_000);
    appflow.fail("register", { code: "connection-lost", outcome: "ambiguous" });
    appflow.fail("register", { code: "connection-lost", outcome: "ambiguous", effect: true });
    assert.deepEqual(await create(), { id: "crm", outputs: CREATED });
    appflow.registrations.clear();
    appflow.fail("register", { code: "connection-lost", outcome: "ambiguous", times: 2 });
    const { partial } = await failureOf(create());
    const { registeringSince } = partial?.properties as Record<string, string>;
    assert.match(registeringSince, /^2026-01-01T00:00:/);
  });
});
