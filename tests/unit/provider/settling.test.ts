import assert from "node:assert/strict";
import { create } from "../../../provider/connectorRegistration";
import { LIMITS } from "../../../provider/connection";
import type { ConnectorRegistrationInputs } from "../../../provider/inputs";
import { bench, OTHER, stateOf } from "./bench";
import { ACCOUNT, arnOf, contextOf, failureOf, fakeClock, inMemoryAppFlow, inputsOf, REGION } from "./given";

const WORDS = (code: string) => new RegExp(`the service's words on ${code}`);

/** One AppFlow, and `create` at work on it. */
function creating() {
  const appflow = inMemoryAppFlow();
  const clock = fakeClock();
  const register = appflow.register.bind(appflow);
  /** What happens between the first look and the call. */
  const before = (happening: () => void) => {
    appflow.register = (wish, subject) => {
      happening();
      return register(wish, subject);
    };
  };
  const run = (changes: Partial<ConnectorRegistrationInputs> = {}) =>
    create(contextOf(appflow, { clock }), inputsOf(changes));
  return { appflow, clock, run, before };
}

describe("create whose last attempt was refused after others", () => {
  for (const code of ["registration-denied", "throttled", "label-conflict"] as const) {
    it(`(${code}) looks once, and finds that an earlier one registered it`, async () => {
      const { appflow, clock, run } = creating();
      appflow.fail("register", { code, outcome: "retried", effect: true });
      assert.equal((await run({ description: "d" })).outputs.description, "d");
      assert.deepEqual(appflow.methods(), ["region", "describe", "register", "describe"]);
      assert.deepEqual(clock.waits, []);
    });

    it(`(${code}) is repeated with the same token where nothing shows for as long as AppFlow may lag`, async () => {
      const { appflow, clock, run } = creating();
      appflow.fail("register", { code, outcome: "retried" });
      await run();
      const [first, second, ...more] = appflow.wishes("register");
      assert.deepEqual([second, more], [first, []]);
      assert.ok(clock.passed() > 20_000 && clock.passed() <= LIMITS.settle, String(clock.passed()));
    });

    it(`(${code}) keeps that refusal where nothing ever shows, and what may have been made is saved`, async () => {
      const { appflow, run } = creating();
      appflow.fail("register", { code, outcome: "retried", times: Infinity });
      const failure = await failureOf(run());
      // What is in the way may be what the first attempt made.
      const told = code === "label-conflict" ? "outcome-ambiguous" : code;
      assert.deepEqual([failure.code, failure.partial?.id], [told, "crm"]);
      assert.match(failure.message, WORDS(code));
      assert.equal(appflow.wishes("register").length, 2);
    });

    it(`(${code}) finds what an earlier one registered although looks lag`, async () => {
      const { appflow, run } = creating();
      appflow.fail("register", { code, outcome: "retried", effect: true });
      appflow.lag(2);
      assert.equal((await run({ description: "d" })).outputs.description, "d");
    });
  }

  it("says that it may be in its own way, where a conflict follows an attempt that broke and nothing shows", async () => {
    const { appflow, run } = creating();
    appflow.fail("register", { code: "connection-lost", outcome: "ambiguous" });
    appflow.fail("register", { code: "label-conflict" });
    const { code, message, partial } = await failureOf(run());
    assert.deepEqual([code, partial?.id], ["outcome-ambiguous", "crm"]);
    assert.match(message, WORDS("connection-lost"));
  });

  it("doesn't take somebody else's registration for what an earlier one made", async () => {
    for (const theirs of [{ lambdaArn: arnOf("theirs") }, { description: "theirs" }]) {
      const { appflow, run, before } = creating();
      before(() => {
        appflow.put("crm", theirs);
      });
      appflow.fail("register", { code: "throttled", outcome: "retried" });
      const { code, partial } = await failureOf(run());
      assert.deepEqual([code, partial], ["label-taken", undefined]);
    }
  });
});

describe("create that meets a conflict", () => {
  it("says who holds the label, and takes no registration for its own, however equal", async () => {
    const { appflow, run, before } = creating();
    before(() => {
      appflow.put("crm", { registeredBy: "arn:aws:iam::123456789012:user/eve" });
    });
    const { code, message, partial } = await failureOf(run());
    assert.deepEqual([code, partial], ["label-taken", undefined]);
    assert.match(message, /connector\/crm .*user\/eve/);
    assert.deepEqual(appflow.methods(), ["region", "describe", "register", "describe"]);
  });

  it("fails with that where nobody is there and the token is its own", async () => {
    const { appflow, run } = creating();
    appflow.fail("register", { code: "label-conflict" });
    assert.equal((await failureOf(run())).code, "label-conflict");
    assert.deepEqual([...new Set(appflow.methods())], ["region", "describe", "register"]);
    assert.equal(appflow.wishes("register").length, 1);
  });
});

describe("create that meets a conflict after a call that broke", () => {
  it("saves it where an equal registration looks older, as by a clock that is wrong", async () => {
    const { appflow, clock, run } = creating();
    await clock.wait(Date.parse("2026-01-01T01:00:00.000Z"));
    appflow.fail("register", { code: "timed-out", outcome: "ambiguous", effect: true });
    const { code, partial } = await failureOf(run());
    assert.deepEqual([code, partial?.id], ["registration-unsettled", "crm"]);
  });
});

describe("create that AppFlow accepted", () => {
  const arnIn = (account: string) => `arn:aws:appflow:${REGION}:${account}:connector/crm`;

  it("and doesn't show is saved with the account of the answer's ARN, without another call", async () => {
    const { appflow, run } = creating();
    appflow.register = () => Promise.resolve(arnIn(OTHER));
    const { code, partial } = await failureOf(run());
    assert.deepEqual([code, partial?.id], ["not-confirmed", "crm"]);
    assert.deepEqual(
      { ...partial?.properties },
      {
        ...{ ...inputsOf(), region: REGION, description: "", accountId: OTHER },
        registeringSince: "2026-01-01T00:00:00.000Z",
      },
    );
    assert.ok(!appflow.methods().includes("account"));
  });

  it("without an ARN is saved with the account of the credentials, or without any", async () => {
    for (const [denied, accountId] of [
      [false, ACCOUNT],
      [true, undefined],
    ] as const) {
      const { appflow, run } = creating();
      appflow.register = () => Promise.resolve(undefined);
      if (denied) appflow.fail("account", { code: "access-denied" });
      const { code, partial } = await failureOf(run());
      assert.equal(code, "not-confirmed");
      assert.equal((partial?.properties as { accountId?: string }).accountId, accountId);
    }
  });

  it("is saved also when it is a later call, with a fresh token, that fails", async () => {
    const { appflow, run } = creating();
    appflow.fail("register", { code: "connector-failed", after: 1 });
    const register = appflow.register.bind(appflow);
    appflow.register = async (wish, subject) => {
      const arn = await register(wish, subject);
      if (wish.clientToken === "mine") appflow.registrations.delete("crm");
      return arn;
    };
    const { code, partial } = await failureOf(run({ clientToken: "mine" }));
    assert.deepEqual([code, partial?.id], ["connector-failed", "crm"]);
    assert.equal((partial?.properties as { accountId?: string }).accountId, ACCOUNT);
  });

  it("on the second call, after one that broke, is no longer of an open outcome", async () => {
    const { appflow, run } = creating();
    appflow.fail("register", { code: "connection-lost", outcome: "ambiguous" });
    appflow.lag(Infinity);
    const { code, partial } = await failureOf(run());
    assert.deepEqual([code, partial?.id], ["not-confirmed", "crm"]);
  });
});

describe("create that broke", () => {
  it("and can't be looked at keeps the words of the call that matters", async () => {
    const { appflow, run } = creating();
    appflow.fail("register", { code: "connection-lost", outcome: "ambiguous", effect: true });
    appflow.fail("describe", { code: "access-denied", after: 1, times: Infinity });
    const { code, message } = await failureOf(run());
    assert.equal(code, "outcome-ambiguous");
    assert.match(message, WORDS("connection-lost"));
    assert.doesNotMatch(message, /accepted/);
  });

  it("and is refused when it is repeated fails with the refusal", async () => {
    const { appflow, run } = creating();
    appflow.fail("register", { code: "timed-out", outcome: "ambiguous" });
    appflow.fail("register", { code: "quota-exceeded" });
    const { code, partial } = await failureOf(run());
    assert.deepEqual([code, partial?.id], ["quota-exceeded", "crm"]);
    const [first, second, ...more] = appflow.wishes("register").map(({ clientToken }) => clientToken);
    assert.equal(first, second);
    assert.deepEqual(more, []);
  });
});

/** The other two writes: what makes them fail, how they run, and whether they had their effect. */
const WRITES = {
  update: ({ update }: ReturnType<typeof bench>) => update({ description: "d" }),
  unregister: ({ remove }: ReturnType<typeof bench>) => remove(),
} as const;

for (const method of ["update", "unregister"] as const)
  describe(`${method} that looking has to settle`, () => {
    const start = (
      code: "throttled" | "service-failed",
      outcome: "retried" | "ambiguous",
      effect: boolean,
    ) => {
      const at = bench();
      at.appflow.put("crm");
      at.appflow.fail(method, { code, outcome, effect });
      return { at, run: WRITES[method](at) };
    };

    for (const outcome of ["retried", "ambiguous"] as const)
      it(`is done when it had its effect (${outcome}), and isn't repeated`, async () => {
        const { at, run } = start("throttled", outcome, true);
        await run;
        assert.equal(at.appflow.methods().filter((name) => name === method).length, 1);
      });

    it("fails with the refusal itself where an earlier attempt had no effect", async () => {
      const { code, message } = await failureOf(start("throttled", "retried", false).run);
      assert.equal(code, "throttled");
      assert.match(message, WORDS("throttled"));
    });

    it("is of an open outcome where it broke and nothing shows, in the service's words", async () => {
      const { at, run } = start("service-failed", "ambiguous", false);
      const { code, message } = await failureOf(run);
      assert.equal(code, "outcome-ambiguous");
      assert.match(message, WORDS("service-failed"));
      assert.doesNotMatch(message, /accepted/);
      assert.ok(at.clock.passed() > 20_000, String(at.clock.passed()));
    });

    it("is not confirmed where AppFlow accepted it and nothing shows", async () => {
      const at = bench();
      at.appflow.put("crm");
      at.appflow.lag(Infinity);
      const { code, message } = await failureOf(WRITES[method](at));
      assert.equal(code, "not-confirmed");
      assert.match(message, /AppFlow accepted/);
    });
  });

describe("update for a trigger", () => {
  it("that was refused after other attempts fails: nobody can see whether the function was asked", async () => {
    const { appflow, update } = bench();
    appflow.put("crm");
    appflow.fail("update", { code: "throttled", outcome: "retried", effect: true });
    assert.equal((await failureOf(update({ triggers: [2] }, stateOf({ triggers: [1] })))).code, "throttled");
  });
});
