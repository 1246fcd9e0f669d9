import assert from "node:assert/strict";
import { create } from "../../../provider/connectorRegistration";
import type { ConnectorRegistrationInputs } from "../../../provider/inputs";
import { contextOf, failureOf, fakeClock, inMemoryAppFlow, inputsOf } from "./given";

function bench() {
  const appflow = inMemoryAppFlow();
  const clock = fakeClock();
  const run = (changes: Partial<ConnectorRegistrationInputs> = {}) =>
    create(contextOf(appflow, { clock }), inputsOf(changes));
  const tokens = () => appflow.wishes("register").map(({ clientToken }) => clientToken);
  return { appflow, clock, run, tokens };
}

describe("create and its client tokens", () => {
  it("repeats a call that broke without its effect, with the same token, once", async () => {
    const { appflow, run, tokens } = bench();
    appflow.fail("register", { code: "connection-lost", outcome: "ambiguous" });
    assert.equal((await run()).outputs.connectorName, "CRM");
    const [first, second, ...more] = tokens();
    assert.equal(first, second);
    assert.deepEqual(more, []);
  });

  it("doesn't repeat what is under way: it looks for its effect first, for as long as AppFlow may lag", async () => {
    const { appflow, clock, run, tokens } = bench();
    appflow.fail("register", { code: "timed-out", outcome: "ambiguous", effect: true });
    appflow.lag(6);
    await run();
    assert.equal(tokens().length, 1);
    assert.equal(clock.waits.length, 6);
  });

  it("repeats a call with a stated token that broke with that token, and asks with no other one", async () => {
    const { appflow, run, tokens } = bench();
    appflow.fail("register", { code: "connection-lost", outcome: "ambiguous", times: Infinity });
    await assert.rejects(run({ clientToken: "mine" }), { code: "outcome-ambiguous" });
    assert.deepEqual(tokens(), ["mine", "mine"]);
  });

  it("gives up a stated token that was spent on another label, and takes a fresh one", async () => {
    const { appflow, run, tokens } = bench();
    appflow.fail("register", { code: "label-conflict" });
    await run({ clientToken: "mine" });
    const [first, second] = tokens();
    assert.equal(first, "mine");
    assert.match(second, /^[0-9a-f-]{36}$/);
  });

  it("takes a fresh token when the stated one repeats an old answer and registers nothing", async () => {
    const { appflow, run, tokens } = bench();
    const register = appflow.register.bind(appflow);
    let isFirst = true;
    appflow.register = async (wish, subject) => {
      if (!isFirst) return register(wish, subject);
      isFirst = false;
      assert.equal(wish.clientToken, "mine");
    };
    assert.equal((await run({ clientToken: "mine" })).outputs.connectorName, "CRM");
    assert.match(tokens()[0], /^[0-9a-f-]{36}$/);
  });

  it("meets with a fresh token what the stated one registered, which shows late, and takes it for its own", async () => {
    const { appflow, clock, run, tokens } = bench();
    const describe = appflow.describe.bind(appflow);
    appflow.describe = async (...look) => (clock.passed() < 27_000 ? undefined : describe(...look));
    assert.equal((await run({ clientToken: "mine" })).outputs.connectorName, "CRM");
    assert.equal(tokens()[0], "mine");
    assert.equal(tokens().length, 2);
  });

  it("doesn't take a conflict about a taken label for a spent token", async () => {
    const { appflow, run, tokens } = bench();
    const register = appflow.register.bind(appflow);
    appflow.register = (wish, subject) => {
      appflow.put("crm");
      return register(wish, subject);
    };
    assert.equal((await failureOf(run({ clientToken: "mine" }))).code, "label-taken");
    assert.deepEqual(tokens(), ["mine"]);
  });

  it("doesn't try a fresh token when there is no other to be spent", async () => {
    const { appflow, run, tokens } = bench();
    appflow.fail("register", { code: "label-conflict" });
    assert.equal((await failureOf(run())).code, "label-conflict");
    assert.equal(tokens().length, 1);
  });
});
