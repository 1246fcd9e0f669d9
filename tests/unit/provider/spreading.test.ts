import assert from "node:assert/strict";
import { LIMITS } from "../../../provider/connection";
import { create, update } from "../../../provider/connectorRegistration";
import { inMemoryLambda } from "../../support/inMemoryLambda";
import { stateOf } from "./bench";
import { arnOf, contextOf, failureOf, fakeClock, inMemoryAppFlow, inputsOf, within } from "./given";

/** An AppFlow that a permission has not reached yet, and a function whose policy lets AppFlow in. */
function spreading(refusals: number) {
  const appflow = inMemoryAppFlow();
  const clock = fakeClock();
  const told: string[] = [];
  const tell = (message: string) => void told.push(message);
  const lambda = inMemoryLambda({ [arnOf("crm")]: {} });
  const context = contextOf(appflow, { clock, tell, lambda });
  const denied = (method: "register" | "update") =>
    appflow.fail(method, { code: "registration-denied", times: refusals });
  const writes = {
    register: () => create(context, inputsOf()),
    update: () => {
      appflow.put("crm", { lambdaArn: arnOf("former") });
      return update(context, "crm", stateOf(), inputsOf());
    },
  };
  return { appflow, clock, told, lambda, denied, writes };
}

describe("A permission that was granted a moment ago", () => {
  for (const method of ["register", "update"] as const) {
    it(`is waited for (${method}), and says so once`, async () => {
      const { appflow, clock, told, lambda, denied, writes } = spreading(4);
      denied(method);
      await writes[method]();
      assert.equal(appflow.registrations.get("crm")?.lambdaArn, arnOf("crm"));
      assert.equal(appflow.methods().filter((name) => name === method).length, 5);
      assert.deepEqual(clock.waits, [1_000, 2_000, 4_000, 8_000]);
      assert.match(
        told.join(),
        /^registering AppFlow connectors \(eu-west-1(, \d{12})?\): .* 60 s\. .*#permission-spreading$/,
      );
      assert.equal(lambda.calls.length, 2, "the function is looked at once");
    });

    it(`that never comes (${method}) ends with the refusal, after a minute`, async () => {
      const { clock, denied, writes } = spreading(Infinity);
      denied(method);
      assert.equal((await failureOf(writes[method]())).code, "registration-denied");
      assert.ok(
        clock.passed() <= LIMITS.spread && clock.passed() > LIMITS.spread - 10_000,
        String(clock.passed()),
      );
    });
  }

  it("is asked for a last time when the time is just over", async () => {
    const { appflow, clock, denied, writes } = spreading(Infinity);
    denied("register");
    await within({ spread: 7_000 }, () => failureOf(writes.register()));
    assert.deepEqual(clock.waits, [1_000, 2_000, 4_000]);
    assert.equal(appflow.wishes("register").length, 4);
  });

  it("is asked for with the same token every time", async () => {
    const { appflow, denied, writes } = spreading(2);
    denied("register");
    await writes.register();
    const tokens = new Set(appflow.wishes("register").map(({ clientToken }) => clientToken));
    assert.deepEqual([appflow.wishes("register").length, tokens.size], [3, 1]);
  });

  it("isn't waited for any longer once something else is wrong, which is then looked into", async () => {
    const { appflow, clock, lambda, denied, writes } = spreading(1);
    denied("register");
    appflow.fail("register", { code: "connector-failed" });
    const wait = () => Promise.resolve(void lambda.functions.delete(arnOf("crm")));
    Object.assign(clock, { wait });
    assert.equal((await failureOf(writes.register())).code, "function-absent");
    assert.equal(appflow.wishes("register").length, 2);
  });

  it("isn't waited for where no Lambda says that nothing else is wrong", async () => {
    const [appflow, clock, told] = [inMemoryAppFlow(), fakeClock(), [] as string[]];
    appflow.fail("register", { code: "registration-denied", times: Infinity });
    const context = contextOf(appflow, { clock, tell: (message) => told.push(message) });
    assert.equal((await failureOf(create(context, inputsOf()))).code, "registration-denied");
    assert.deepEqual([clock.waits, told, appflow.wishes("register").length], [[], [], 1]);
  });

  it("isn't waited for where a call before it may have registered it, so that this is saved", async () => {
    const { appflow, told, writes } = spreading(0);
    appflow.fail("register", { code: "timed-out", outcome: "ambiguous" });
    appflow.fail("register", { code: "registration-denied", times: Infinity });
    assert.equal((await failureOf(writes.register())).partial?.id, "crm");
    assert.equal(appflow.wishes("register").length, 2);
    assert.deepEqual(told, []);
  });

  it("isn't waited for where an attempt before the refusal may have registered it", async () => {
    const { appflow, clock, told, writes } = spreading(0);
    appflow.fail("register", { code: "registration-denied", outcome: "retried", times: Infinity });
    assert.equal((await failureOf(writes.register())).partial?.id, "crm");
    assert.ok(clock.passed() <= 2 * LIMITS.settle);
    assert.deepEqual(told, []);
  });
});
