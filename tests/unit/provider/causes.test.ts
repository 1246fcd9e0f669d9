import assert from "node:assert/strict";
import type { Context } from "../../../provider/context";
import { create, update } from "../../../provider/connectorRegistration";
import type { ConnectorRegistrationInputs } from "../../../provider/inputs";
import { type Given as Function, inMemoryLambda } from "../../support/inMemoryLambda";
import { OTHER, stateOf } from "./bench";
import { ACCOUNT, arnOf, contextOf, failureOf, inMemoryAppFlow, inputsOf, REGION, within } from "./given";

const CODES = ["registration-denied", "function-not-found", "connector-failed"] as const;
const wordsOn = (code: string) => `the service's words on ${code} (500, request 1f2e)`;

/** The writes that AppFlow may refuse, with what each message says that it does. */
const WRITES = { create: "registering", adopt: "adopting", update: "updating" } as const;
type Write = keyof typeof WRITES;

/** An AppFlow that refuses, a Lambda, and the writes. Without functions there is no Lambda at all. */
function refusing(functions: Record<string, Function> | undefined, account = ACCOUNT) {
  const appflow = inMemoryAppFlow(account);
  const lambda = functions && inMemoryLambda(functions);
  const opened: (string | undefined)[] = [];
  const signals: AbortSignal[] = [];
  const context: Context = {
    ...contextOf(appflow),
    openLambda:
      lambda &&
      ((region, signal) => {
        opened.push(region);
        signals.push(signal);
        return lambda;
      }),
  };
  const writes: Record<Write, (changes?: Partial<ConnectorRegistrationInputs>) => Promise<unknown>> = {
    create: (changes) => create(context, inputsOf(changes)),
    adopt: (changes) => {
      appflow.put("crm", { lambdaArn: arnOf("theirs") });
      return create(context, inputsOf({ adopt: true, ...changes }));
    },
    update: (changes) => {
      appflow.put("crm", { lambdaArn: arnOf("theirs") });
      return update(context, "crm", stateOf({ accountId: account }), inputsOf(changes));
    },
  };
  const refuse = (write: Write, code: (typeof CODES)[number] | "quota-exceeded" | "rejected") => {
    appflow.fail(write === "create" ? "register" : "update", { code, times: Infinity });
    return failureOf(writes[write]());
  };
  return { appflow, lambda, opened, signals, writes, refuse };
}

describe("A refused write says what is wrong with the function", () => {
  for (const write of Object.keys(WRITES) as Write[])
    for (const code of CODES)
      it(`where there is none: ${write} refused with ${code}`, async () => {
        const { refuse, opened, signals } = refusing({});
        const failure = await refuse(write, code);
        assert.deepEqual([failure.code, failure.outcome], ["function-absent", "definite"]);
        assert.equal(failure.words, wordsOn(code));
        const place = write === "create" ? REGION : `${REGION}, ${ACCOUNT}`;
        const beginning = `${WRITES[write]} AppFlow connector "crm" (${place}): there is no function ${arnOf("crm")}. `;
        assert.ok(failure.message.startsWith(`${beginning}${wordsOn(code)}. Deploy it`), failure.message);
        assert.match(failure.message, /#function-absent$/);
        assert.deepEqual([opened, signals[0].aborted], [[REGION], false]);
      });

  for (const [what, given, expected] of [
    ["is not active", { shown: { state: "Pending", reason: "It is being created" } }, "function-inactive"],
    ["has no resource policy", { policy: null }, "function-not-invocable"],
  ] as const)
    it(`where it ${what}, with the service's words`, async () => {
      for (const write of Object.keys(WRITES) as Write[]) {
        const { code, message } = await refusing({ [arnOf("crm")]: given }).refuse(write, "connector-failed");
        assert.equal(code, expected);
        assert.ok(message.includes(`. ${wordsOn("connector-failed")}. `), message);
      }
    });

  it("although only its policy can be looked at", async () => {
    const { lambda, refuse } = refusing({ [arnOf("crm")]: { policy: null } });
    lambda?.fail("describe", "access-denied");
    assert.equal((await refuse("create", "registration-denied")).code, "function-not-invocable");
  });

  it("for the account of the caller, or of the registration that is there, or else of the function", async () => {
    const bench = () => refusing({ [arnOf("crm")]: { policy: null } }, OTHER);
    const created = bench();
    const source = (account: string) => `--source-account ${account} `;
    assert.ok((await created.refuse("create", "registration-denied")).message.includes(source(OTHER)));
    assert.ok(created.appflow.methods().includes("account"));
    for (const write of ["update", "adopt"] as const) {
      const { appflow, refuse } = bench();
      assert.ok((await refuse(write, "registration-denied")).message.includes(source(OTHER)));
      assert.ok(!appflow.methods().includes("account"));
    }
    const unknown = bench();
    unknown.appflow.fail("account", { code: "access-denied" });
    assert.ok((await unknown.refuse("create", "registration-denied")).message.includes(source(ACCOUNT)));
  });
});

describe("A refused write keeps its refusal", () => {
  const kept = async (bench: () => ReturnType<typeof refusing>) => {
    for (const write of Object.keys(WRITES) as Write[])
      for (const code of CODES) {
        const failure = await bench().refuse(write, code);
        const words = wordsOn(code);
        assert.deepEqual([failure.code, failure.words, failure.outcome], [code, words, "definite"]);
        assert.equal(failure.message, `calling AppFlow connector: ${words}.`);
      }
  };

  it("where nothing is wrong with the function", () => kept(() => refusing({ [arnOf("crm")]: {} })));

  it("where the function can't be looked at", async () => {
    const calls: unknown[][] = [];
    await kept(() => {
      const bench = refusing({});
      bench.lambda?.fail("describe", "access-denied");
      bench.lambda?.fail("policy", "endpoint-unreachable");
      calls.push(bench.lambda?.calls ?? []);
      return bench;
    });
    assert.ok(calls.length === 9 && calls.every(({ length }) => length >= 2));
  });

  it("where the function can't be looked at in time", async () => {
    const bench = refusing({});
    const untilAborted = () =>
      new Promise<never>((_, reject) => {
        const [signal] = bench.signals;
        if (signal.aborted) reject(new Error("aborted"));
        signal.addEventListener("abort", () => reject(new Error("aborted")));
      });
    Object.assign(bench.lambda!, { describe: untilAborted, policy: untilAborted });
    const failure = await within({ cause: 5 }, () => bench.refuse("create", "registration-denied"));
    assert.equal(failure.code, "registration-denied");
    assert.equal(bench.signals[0].aborted, true);
  });

  it("where there is no Lambda to look at", () => kept(() => refusing(undefined)));

  it("where it is of another kind, and looks nothing up", async () => {
    const { appflow, lambda, opened, refuse } = refusing({});
    assert.equal((await refuse("create", "rejected")).code, "rejected");
    assert.deepEqual([opened, lambda?.calls], [[], []]);
    assert.deepEqual(appflow.methods(), ["region", "describe", "register"]);
  });

  it("where it is no refusal at all", async () => {
    const { appflow, writes, opened } = refusing({});
    const broken = new TypeError("broken");
    appflow.register = () => Promise.reject(broken);
    await assert.rejects(writes.create(), broken);
    assert.deepEqual(opened, []);
  });

  it("and a write that goes through looks nothing up", async () => {
    for (const write of Object.keys(WRITES) as Write[]) {
      const { lambda, writes, opened } = refusing({});
      await writes[write]();
      assert.deepEqual([opened, lambda?.calls], [[], []]);
    }
  });
});

describe("A quota that is exceeded", () => {
  it("says how many custom connectors the account has, and keeps the service's words", async () => {
    const { appflow, opened, refuse } = refusing({});
    appflow.put("erp");
    appflow.put("hrm");
    const { code, message, words, outcome } = await refuse("create", "quota-exceeded");
    assert.deepEqual([code, words, outcome], ["quota-exceeded", wordsOn("quota-exceeded"), "definite"]);
    const count = `"crm" (${REGION}): custom connectors in this account and region: 2. ${words}. Unregister`;
    assert.ok(message.startsWith("registering AppFlow connector ") && message.includes(count), message);
    assert.deepEqual(opened, []);
  });

  it("says so without the number where they can't be listed", async () => {
    const { appflow, refuse } = refusing({});
    appflow.fail("list", { code: "access-denied" });
    const { code, message } = await refuse("create", "quota-exceeded");
    assert.deepEqual(
      [code, message],
      ["quota-exceeded", `calling AppFlow connector: ${wordsOn("quota-exceeded")}.`],
    );
  });

  it("keeps what was registered before, so that it isn't lost", async () => {
    const { appflow, writes } = refusing({});
    appflow.describe = () => Promise.resolve(undefined);
    appflow.fail("register", { code: "quota-exceeded", after: 1 });
    const { code, partial } = await failureOf(writes.create({ clientToken: "spent" }));
    assert.deepEqual([code, partial?.id], ["quota-exceeded", "crm"]);
  });
});
