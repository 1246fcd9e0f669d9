import assert from "node:assert/strict";
import { errorOf } from "../../support/inMemoryAppFlow";
import { CREATED, creating } from "./bench";
import { ACCOUNT, arnOf, failureOf, inputsOf, REGION } from "./given";

const PLACE = { region: REGION, accountId: ACCOUNT };
const SINCE = { registeringSince: "2026-01-01T00:00:00.000Z" };

describe("create when a call fails", () => {
  for (const code of ["connector-failed", "access-denied", "quota-exceeded"] as const)
    it(`${code}: nothing was registered, nothing is saved, and it isn't tried again`, async () => {
      const { appflow, run } = creating();
      appflow.fail("register", { code });
      const failure = await failureOf(run());
      assert.deepEqual([failure.code, failure.partial], [code, undefined]);
      // What stands behind a quota is looked up; nothing else is tried.
      const looks = code === "quota-exceeded" ? ["list"] : [];
      assert.deepEqual(appflow.methods(), ["region", "describe", "register", ...looks]);
    });

  for (const code of ["service-failed", "connection-lost", "timed-out"] as const)
    it(`${code} after the effect: finds its own registration and goes on`, async () => {
      const { appflow, run } = creating();
      appflow.fail("register", { code, outcome: "ambiguous", effect: true });
      appflow.lag(2);
      assert.deepEqual(await run(), { id: "crm", outputs: CREATED });
      assert.equal(appflow.wishes("register").length, 1);
    });

  it("without the effect, ever: looks for as long as AppFlow may lag, then keeps the service's words", async () => {
    const { appflow, clock, run } = creating();
    appflow.fail("register", { code: "timed-out", outcome: "ambiguous", times: Infinity });
    const { code, message, partial } = await failureOf(run());
    assert.equal(code, "outcome-ambiguous");
    assert.match(message, /the service's words on timed-out/);
    assert.deepEqual({ ...partial?.properties }, { ...inputsOf(), ...PLACE, description: "", ...SINCE });
    assert.ok(clock.passed() > 20_000, String(clock.passed()));
  });

  it("says since when by AWS's clock, however wrong this machine's is", async () => {
    const { appflow, clock, run } = creating();
    appflow.offset.ahead = -3_600_000;
    await clock.wait(3_600_000);
    appflow.fail("register", { code: "connection-lost", outcome: "ambiguous" });
    appflow.fail("register", { code: "connection-lost", outcome: "ambiguous", effect: true });
    assert.deepEqual(await run(), { id: "crm", outputs: CREATED });
    appflow.registrations.clear();
    appflow.fail("register", { code: "connection-lost", outcome: "ambiguous", times: 2 });
    const { partial } = await failureOf(run());
    const { registeringSince } = partial?.properties as Record<string, string>;
    assert.ok(registeringSince.startsWith("2026-01-01T00:00:"), registeringSince);
  });

  it("and somebody else's registration appears: it isn't taken for ours", async () => {
    for (const theirs of [{ lambdaArn: arnOf("theirs") }, { description: "theirs" }]) {
      const { appflow, run } = creating();
      const register = appflow.register.bind(appflow);
      appflow.fail("register", { code: "timed-out", outcome: "ambiguous" });
      appflow.register = async (wish, subject) => {
        appflow.put("crm", theirs);
        return register(wish, subject);
      };
      const { code, partial } = await failureOf(run());
      assert.deepEqual([code, partial], ["label-taken", undefined]);
    }
  });

  it("by a look after the registration: saves it as created, so that it isn't lost", async () => {
    const { appflow, run } = creating();
    appflow.fail("describe", { code: "access-denied", after: 1 });
    const { code, partial } = await failureOf(run({ triggers: [1] }));
    assert.equal(code, "access-denied");
    assert.equal(partial?.id, "crm");
    assert.deepEqual(
      { ...partial?.properties },
      { ...inputsOf({ triggers: [1] }), ...PLACE, description: "", ...SINCE },
    );
  });

  it("as others did that share its failure: saves what is its own", async () => {
    const shared = errorOf({ code: "role-refused" });
    const [one, two] = [creating(), creating()];
    const refuse = () => Promise.reject(shared);
    const describe = one.appflow.describe.bind(one.appflow);
    let looks = 0;
    one.appflow.describe = (label, subject) => (++looks === 1 ? describe(label, subject) : refuse());
    two.appflow.register = refuse;
    assert.equal((await failureOf(one.run())).partial?.id, "crm");
    assert.equal((await failureOf(two.run())).partial, undefined);
  });

  it("by a lag without an end: saves it as created", async () => {
    const { appflow, run } = creating();
    appflow.lag(Infinity);
    const { code, partial } = await failureOf(run());
    assert.deepEqual([code, partial?.id], ["not-confirmed", "crm"]);
  });

  it("by the first look: registers nothing", async () => {
    const { appflow, run } = creating();
    appflow.fail("describe", { code: "credentials-refused" });
    assert.equal((await failureOf(run())).code, "credentials-refused");
    assert.deepEqual(appflow.wishes("register"), []);
  });
});
