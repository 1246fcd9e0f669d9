import assert from "node:assert/strict";
import type { DiagnosticError } from "../../../../provider/diagnostics/diagnostic";
import { errorOf } from "../../../support/inMemory/appflow";
import { ACCOUNT, failureOf, inputsOf, REGION } from "../../../support/inMemory/context";
import { bench, OTHER } from "../../../support/inMemory/lifecycle";

/** What is saved of a registration of the least inputs that was never confirmed. */
const SAVED = {
  ...inputsOf(),
  region: REGION,
  accountId: ACCOUNT,
  description: "",
  registeringSince: "2026-01-01T00:00:00.000Z",
};

const savedBy = ({ partial }: DiagnosticError) => ({ ...partial?.properties }) as Record<string, unknown>;

describe("A registration that AppFlow refuses", () => {
  for (const code of ["connector-failed", "access-denied", "quota-exceeded"] as const)
    it(`is neither saved nor repeated (${code})`, async () => {
      const { appflow, create } = bench();
      appflow.fail("register", { code });
      const failure = await failureOf(create());
      assert.deepEqual([failure.code, failure.partial], [code, undefined]);
      // Only the cause of an exceeded quota is looked up here.
      const lookups = code === "quota-exceeded" ? ["list"] : [];
      assert.deepEqual(appflow.methods(), ["region", "describe", "register", ...lookups]);
    });

  it("is not even asked for where the label can't be observed first", async () => {
    const { appflow, create } = bench();
    appflow.fail("describe", { code: "credentials-refused" });
    assert.equal((await failureOf(create())).code, "credentials-refused");
    assert.deepEqual(appflow.requests("register"), []);
  });
});

describe("A registration that AppFlow accepted", () => {
  it("is saved where it can't be observed afterwards", async () => {
    const { appflow, create } = bench();
    appflow.fail("describe", { code: "access-denied", after: 1 });
    const failure = await failureOf(create({ triggers: [1] }));
    assert.deepEqual([failure.code, failure.partial?.id], ["access-denied", "crm"]);
    assert.deepEqual(savedBy(failure), { ...SAVED, triggers: [1] });
  });

  it("is saved where it never shows, with the account of the answer's ARN and without another call", async () => {
    const { appflow, create } = bench();
    appflow.register = () => Promise.resolve(`arn:aws:appflow:${REGION}:${OTHER}:connector/crm`);
    const failure = await failureOf(create());
    assert.deepEqual([failure.code, failure.partial?.id], ["not-confirmed", "crm"]);
    assert.deepEqual(savedBy(failure), { ...SAVED, accountId: OTHER });
    assert.ok(!appflow.methods().includes("account"));
  });

  for (const [isDenied, accountId] of [
    [false, ACCOUNT],
    [true, undefined],
  ] as const)
    it(`without an ARN is saved with the account ${accountId ?? "unknown"} of the credentials`, async () => {
      const { appflow, create } = bench();
      appflow.register = () => Promise.resolve(undefined);
      if (isDenied) appflow.fail("account", { code: "access-denied" });
      const failure = await failureOf(create());
      assert.equal(failure.code, "not-confirmed");
      assert.equal(savedBy(failure)["accountId"], accountId);
      assert.equal("accountId" in savedBy(failure), !isDenied);
    });

  it("is saved although a later call, with a fresh token, is refused", async () => {
    const { appflow, create } = bench();
    const register = appflow.register;
    appflow.register = async (request) => {
      if (request.clientToken !== "mine") throw errorOf({ code: "connector-failed" });
      const arn = await register(request);
      appflow.registrations.delete("crm");
      return arn;
    };
    const failure = await failureOf(create({ clientToken: "mine" }));
    assert.deepEqual([failure.code, failure.partial?.id], ["connector-failed", "crm"]);
    assert.equal(savedBy(failure)["accountId"], ACCOUNT);
  });

  it("on the second call, after one that broke, no longer has an ambiguous outcome", async () => {
    const { appflow, create } = bench();
    appflow.fail("register", { code: "connection-lost", outcome: "ambiguous" });
    appflow.lag(Infinity);
    const { code, partial } = await failureOf(create());
    assert.deepEqual([code, partial?.id], ["not-confirmed", "crm"]);
  });

  it("alone is saved where several operations share one failure", async () => {
    const shared = errorOf({ code: "role-refused" });
    const [accepted, refused] = [bench(), bench()];
    const describe = accepted.appflow.describe;
    let observations = 0;
    accepted.appflow.describe = (label) => (++observations === 1 ? describe(label) : Promise.reject(shared));
    refused.appflow.register = () => Promise.reject(shared);
    assert.equal((await failureOf(accepted.create())).partial?.id, "crm");
    assert.equal((await failureOf(refused.create())).partial, undefined);
  });
});
