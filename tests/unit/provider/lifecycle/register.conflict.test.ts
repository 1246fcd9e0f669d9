import assert from "node:assert/strict";
import { failureOf } from "../../../support/inMemory/context";
import { bench } from "../../../support/inMemory/lifecycle";

function conflicting() {
  const at = bench();
  const tokens = () => at.appflow.requests("register").map(({ clientToken }) => clientToken);
  return { ...at, tokens };
}

describe("A registration that meets a conflict", () => {
  it("says who owns the label, and takes no registration for its own, however equal", async () => {
    const { appflow, create } = conflicting();
    const registeredBy = "arn:aws:iam::123456789012:user/eve";
    appflow.before("register", () => appflow.put("crm", { registeredBy }));
    const { code, message, partial } = await failureOf(create());
    assert.deepEqual([code, partial], ["label-taken", undefined]);
    assert.match(message, /connector\/crm .*user\/eve/);
    assert.deepEqual(appflow.methods(), ["region", "describe", "register", "describe"]);
  });

  it("says who owns the label although that shows late", async () => {
    const { appflow, create } = conflicting();
    appflow.before("register", () => {
      appflow.lag(2);
      appflow.put("crm");
    });
    assert.equal((await failureOf(create())).code, "label-taken");
  });

  it("fails with the conflict where nobody shows for a few seconds: there is no stated token to give up", async () => {
    const { appflow, clock, create, tokens } = conflicting();
    appflow.fail("register", { code: "label-conflict" });
    assert.equal((await failureOf(create())).code, "label-conflict");
    assert.equal(tokens().length, 1);
    assert.ok(clock.passed() > 1_000 && clock.passed() <= 3_000, String(clock.passed()));
  });

  for (const stated of [{}, { clientToken: "mine" }])
    it(`fails with the conflict where the label can't be observed: ${JSON.stringify(stated)}`, async () => {
      const { appflow, create, tokens } = conflicting();
      appflow.fail("register", { code: "label-conflict" });
      appflow.fail("describe", { code: "access-denied", after: 1 });
      assert.equal((await failureOf(create(stated))).code, "label-conflict");
      assert.equal(tokens().length, 1);
    });
});

describe("A registration that meets a conflict after a call that broke", () => {
  it("may be in conflict with itself where nothing shows, and is saved", async () => {
    const { appflow, create } = conflicting();
    appflow.fail("register", { code: "connection-lost", outcome: "ambiguous" });
    appflow.fail("register", { code: "label-conflict" });
    const { code, message, partial } = await failureOf(create());
    assert.deepEqual([code, partial?.id], ["outcome-ambiguous", "crm"]);
    assert.match(message, /the service's words on connection-lost/);
  });

  it("finds what the first call made, however late it shows", async () => {
    const { appflow, create, tokens } = conflicting();
    appflow.fail("register", { code: "timed-out", outcome: "ambiguous", effect: true });
    appflow.lag(11);
    assert.equal((await create()).id, "crm");
    assert.equal(tokens().length, 2);
  });

  it("is saved where an equal registration seems older, as by a clock that is wrong", async () => {
    const { appflow, clock, create } = conflicting();
    await clock.wait(Date.parse("2026-01-01T01:00:00.000Z"));
    appflow.fail("register", { code: "timed-out", outcome: "ambiguous", effect: true });
    const { code, partial } = await failureOf(create());
    assert.deepEqual([code, partial?.id], ["registration-unsettled", "crm"]);
  });
});

describe("A registration with a stated client token", () => {
  it("takes a fresh one where the stated one was spent on another label", async () => {
    const { appflow, create, tokens } = conflicting();
    appflow.fail("register", { code: "label-conflict" });
    await create({ clientToken: "mine" });
    const [first, second, ...more] = tokens();
    assert.equal(first, "mine");
    assert.match(second, /^[0-9a-f-]{36}$/);
    assert.deepEqual(more, []);
  });

  it("takes a fresh one where the stated one repeats an old answer and registers nothing", async () => {
    const { appflow, create, tokens } = conflicting();
    const register = appflow.register;
    appflow.register = async (request) => (request.clientToken === "mine" ? undefined : await register(request));
    assert.equal((await create({ clientToken: "mine" })).outputs.connectorName, "CRM");
    assert.match(tokens()[0], /^[0-9a-f-]{36}$/);
  });

  it("meets with a fresh one what the stated one registered, which shows late, and takes it for its own", async () => {
    const { appflow, clock, create, tokens } = conflicting();
    const describe = appflow.describe;
    appflow.describe = async (label) => (clock.passed() < 27_000 ? undefined : describe(label));
    assert.equal((await create({ clientToken: "mine" })).outputs.connectorName, "CRM");
    assert.deepEqual([tokens()[0], tokens().length], ["mine", 2]);
  });

  it("doesn't take a conflict over a label that is taken for a spent token", async () => {
    const { appflow, create, tokens } = conflicting();
    appflow.before("register", () => appflow.put("crm"));
    assert.equal((await failureOf(create({ clientToken: "mine" }))).code, "label-taken");
    assert.deepEqual(tokens(), ["mine"]);
  });
});
