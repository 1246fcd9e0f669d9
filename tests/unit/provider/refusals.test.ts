import assert from "node:assert/strict";
import { create } from "../../../provider/connectorRegistration";
import { unsettled } from "../../../provider/converge";
import { DiagnosticError } from "../../../provider/findings";
import { inMemoryLambda } from "../../support/inMemoryLambda";
import { bench, creating, OTHER, stateOf } from "./bench";
import { ACCOUNT, arnOf, contextOf, failureOf, inMemoryAppFlow, inputsOf, within, without } from "./given";

describe("An account that both settings name", () => {
  it("is refused as by one of them, also where they name as many", async () => {
    const { appflow, run } = creating();
    const settings = {
      "aws:allowedAccountIds": `["${OTHER}"]`,
      "aws:forbiddenAccountIds": '["111111111111"]',
    };
    assert.equal((await failureOf(run({}, settings))).code, "account-not-allowed");
    assert.deepEqual(appflow.wishes("register"), []);
  });

  it("is asked for where one of them names any", async () => {
    for (const settings of [
      { "aws:allowedAccountIds": `["${ACCOUNT}"]` },
      { "aws:forbiddenAccountIds": `["${OTHER}"]` },
    ] as Record<string, string>[]) {
      const { appflow, run } = creating();
      await run({}, settings);
      assert.ok(appflow.methods().includes("account"));
    }
  });
});

describe("delete of a registration that was made anew", () => {
  it("is refused although nothing shows when and by whom", async () => {
    const { appflow, remove } = bench();
    const shown = without(without(appflow.put("crm"), "registeredAt"), "registeredBy");
    appflow.registrations.set("crm", shown);
    const { code, message } = await failureOf(remove());
    assert.equal(code, "registration-foreign");
    assert.match(message, /made anew at an unknown time by somebody; the state's is of 2026-01-01/);
    assert.equal(appflow.registrations.size, 1);
  });

  it("can't be told where the state doesn't say when it was made", async () => {
    const { appflow, remove } = bench();
    appflow.put("crm");
    await remove(without(stateOf(), "registeredAt"));
    assert.equal(appflow.registrations.size, 0);
  });
});

describe("delete of a registration that is in use", () => {
  it("asks for the profiles of this connector", async () => {
    const { appflow, remove } = bench();
    appflow.put("crm");
    appflow.fail("unregister", { code: "in-use" });
    appflow.profiles = (label) => Promise.resolve([`of ${label}`]);
    assert.match((await failureOf(remove())).message, /profiles use it: of crm; /);
  });

  it("says that the profiles can't be listed, or that none are shown", async () => {
    for (const [isDenied, which] of [
      [true, "which ones could not be listed"],
      [false, "none that is listed"],
    ] as const) {
      const { appflow, remove } = bench();
      appflow.put("crm");
      appflow.fail("unregister", { code: "in-use" });
      if (isDenied) appflow.fail("profiles", { code: "access-denied" });
      const { message } = await failureOf(remove());
      assert.ok(message.includes(`connector profiles use it: ${which}; `), message);
      assert.match(message, /--region eu-west-1 --connector-label 'crm' --force-delete/);
    }
  });
});

describe("create that meets a conflict", () => {
  it("takes no fresh token for one that is stated while nobody can look", async () => {
    const { appflow, run } = creating();
    appflow.fail("register", { code: "label-conflict" });
    appflow.fail("describe", { code: "access-denied", after: 1 });
    assert.equal((await failureOf(run({ clientToken: "mine" }))).code, "label-conflict");
    assert.equal(appflow.wishes("register").length, 1);
  });

  it("with what an earlier attempt made finds that, however late it shows", async () => {
    const { appflow, run } = creating();
    appflow.fail("register", { code: "timed-out", outcome: "ambiguous", effect: true });
    appflow.lag(11);
    assert.equal((await run()).id, "crm");
    assert.equal(appflow.wishes("register").length, 2);
  });

  it("keeps it where nobody can look who holds the label", async () => {
    const { appflow, run } = creating();
    appflow.fail("register", { code: "label-conflict" });
    appflow.fail("describe", { code: "access-denied", after: 1 });
    assert.equal((await failureOf(run())).code, "label-conflict");
  });

  it("looks for a few seconds only where nobody shows", async () => {
    const { appflow, clock, run } = creating();
    appflow.fail("register", { code: "label-conflict" });
    await failureOf(run());
    assert.ok(clock.passed() > 1_000 && clock.passed() <= 3_000, String(clock.passed()));
  });

  it("finds who holds the label although looks lag", async () => {
    const { appflow, run } = creating();
    const register = appflow.register.bind(appflow);
    appflow.register = (wish, subject) => {
      appflow.lag(2);
      appflow.put("crm");
      return register(wish, subject);
    };
    assert.equal((await failureOf(run())).code, "label-taken");
  });

  it("names the option that keeps the old registration, only where it is stated", async () => {
    for (const retains of [true, false]) {
      const appflow = inMemoryAppFlow();
      const context = contextOf(appflow);
      context.claims.set(JSON.stringify(["eu-west-1", "crm"]), { identity: "1", name: "crm", retains });
      const register = appflow.register.bind(appflow);
      appflow.register = (wish, subject) => {
        appflow.put("crm");
        return register(wish, subject);
      };
      const beforehand = inMemoryAppFlow();
      beforehand.put("crm");
      const met = [
        create(context, inputsOf()),
        create({ ...contextOf(beforehand), claims: context.claims }, inputsOf()),
      ];
      for (const run of met) {
        const { code, message } = await failureOf(run);
        assert.equal(code, "label-taken");
        assert.equal(message.includes("no `retainOnDelete`"), retains);
      }
    }
  });
});

describe("A call that broke, where the service said nothing", () => {
  it("is told with its whole message", () => {
    const broken = new DiagnosticError("connection-lost", "updating: it broke.", "ambiguous");
    const site = { subject: { doing: "updating", label: "crm" } };
    assert.match(unsettled(site as never, broken).message, /could not be settled\. updating: it broke\. Run/);
  });
});

describe("The cause of a refused write", () => {
  /** What `create` fails with, refused so. */
  const refusedWith = (code: "connector-failed" | "registration-denied", lambda = inMemoryLambda()) => {
    const appflow = inMemoryAppFlow();
    appflow.fail("register", { code, times: Infinity });
    return failureOf(create(contextOf(appflow, { lambda }), inputsOf()));
  };
  const unfit = () => inMemoryLambda({ [arnOf("crm")]: { shown: { state: "Pending" }, policy: null } });

  it("is the policy where AppFlow was kept out, and else the state, if both are wrong", async () => {
    assert.equal((await refusedWith("registration-denied", unfit())).code, "function-not-invocable");
    assert.equal((await refusedWith("connector-failed", unfit())).code, "function-inactive");
  });

  it("keeps the error behind the refusal", async () => {
    const appflow = inMemoryAppFlow();
    const behind = new Error("behind");
    appflow.register = () =>
      Promise.reject(
        new DiagnosticError("connector-failed", "refused.", "definite", "words", { cause: behind }),
      );
    const { code, cause } = await failureOf(
      create(contextOf(appflow, { lambda: inMemoryLambda() }), inputsOf()),
    );
    assert.deepEqual([code, cause], ["function-absent", behind]);
  });

  it("is not waited for where a look never ends", async () => {
    const never = () => new Promise<never>(() => undefined);
    const lambda = Object.assign(inMemoryLambda(), { describe: never });
    const { code } = await within({ cause: 5 }, () => refusedWith("connector-failed", lambda));
    assert.equal(code, "connector-failed");
  });
});
