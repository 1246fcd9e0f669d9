import assert from "node:assert/strict";
import { LIMITS } from "../../../../provider/aws/limits";
import { ACCOUNT, arnOf, failureOf, invoking, within } from "../../../support/inMemory/context";
import { inMemoryLambda } from "../../../support/inMemory/lambda";
import { bench } from "../../../support/inMemory/lifecycle";

/** An AppFlow that a permission hasn't reached yet, and a function whose policy lets AppFlow in. */
function spreading(refusals: number) {
  const lambda = inMemoryLambda({ [arnOf("crm")]: {} });
  const at = bench(ACCOUNT, { lambda });
  const deny = (method: "register" | "update") =>
    at.appflow.fail(method, { code: "registration-denied", times: refusals });
  const writes = {
    register: () => at.create(),
    update: () => {
      at.appflow.put("crm", invoking("former"));
      return at.update({});
    },
  };
  return { ...at, lambda, deny, writes };
}

describe("A permission that was granted a moment ago", () => {
  for (const method of ["register", "update"] as const) {
    it(`is waited for (${method}), which is told once`, async () => {
      const { appflow, clock, notified, lambda, deny, writes } = spreading(4);
      deny(method);
      await writes[method]();
      const { connectorProvisioningConfig } = appflow.registrations.get("crm")!;
      assert.deepEqual({ connectorProvisioningConfig }, invoking("crm"));
      assert.equal(appflow.requests(method).length, 5);
      assert.deepEqual(clock.waits, [1_000, 2_000, 4_000, 8_000]);
      assert.match(
        notified.join(),
        /^registering AppFlow connectors \(eu-west-1(, \d{12})?\): .* 60 s\. .*#permission-spreading$/,
      );
      assert.equal(lambda.calls.length, 2, "the function is looked up once");
    });

    it(`that never comes (${method}) ends with the refusal, after a minute`, async () => {
      const { clock, deny, writes } = spreading(Infinity);
      deny(method);
      assert.equal((await failureOf(writes[method]())).code, "registration-denied");
      const { permission } = LIMITS;
      assert.ok(clock.passed() <= permission && clock.passed() > permission - 10_000, String(clock.passed()));
    });
  }

  it("is tried a last time when the time is just over", async () => {
    const { appflow, clock, deny, writes } = spreading(Infinity);
    deny("register");
    await within({ permission: 7_000 }, () => failureOf(writes.register()));
    assert.deepEqual(clock.waits, [1_000, 2_000, 4_000]);
    assert.equal(appflow.requests("register").length, 4);
  });

  it("is tried with the same token every time", async () => {
    const { appflow, deny, writes } = spreading(2);
    deny("register");
    await writes.register();
    const tokens = appflow.requests("register").map(({ clientToken }) => clientToken);
    assert.deepEqual([tokens.length, new Set(tokens).size], [3, 1]);
  });

  it("isn't waited for any longer once something else is wrong, whose cause is then found", async () => {
    const { appflow, clock, lambda, deny, writes } = spreading(1);
    deny("register");
    appflow.fail("register", { code: "connector-failed" });
    const wait = () => Promise.resolve(void lambda.functions.delete(arnOf("crm")));
    Object.assign(clock, { wait });
    assert.equal((await failureOf(writes.register())).code, "function-absent");
    assert.equal(appflow.requests("register").length, 2);
  });

  it("isn't waited for where no Lambda can say that nothing else is wrong", async () => {
    const { appflow, clock, notified, create } = bench();
    appflow.fail("register", { code: "registration-denied", times: Infinity });
    assert.equal((await failureOf(create())).code, "registration-denied");
    assert.deepEqual([clock.waits, notified, appflow.requests("register").length], [[], [], 1]);
  });

  it("isn't waited for where a call before the refusal may have registered it, so that it is saved", async () => {
    const { appflow, notified, writes } = spreading(0);
    appflow.fail("register", { code: "timed-out", outcome: "ambiguous" });
    appflow.fail("register", { code: "registration-denied", times: Infinity });
    assert.equal((await failureOf(writes.register())).partial?.id, "crm");
    assert.deepEqual([appflow.requests("register").length, notified], [2, []]);
  });

  for (const method of ["register", "update"] as const)
    it(`isn't waited for where an attempt before the refusal may have had its effect (${method})`, async () => {
      const { appflow, clock, notified, writes } = spreading(0);
      appflow.fail(method, { code: "registration-denied", outcome: "retried", times: Infinity });
      const { code, partial } = await failureOf(writes[method]());
      assert.deepEqual([code, partial?.id], ["registration-denied", method === "register" ? "crm" : undefined]);
      assert.equal(appflow.requests(method).length, method === "register" ? 2 : 1);
      assert.ok(clock.passed() <= 2 * LIMITS.consistency);
      assert.deepEqual(notified, []);
    });
});
