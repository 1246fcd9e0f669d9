import assert from "node:assert/strict";
import type { ConnectorFunction } from "../../../../provider/aws/lambda";
import { DiagnosticError } from "../../../../provider/diagnostics/diagnostic";
import { ACCOUNT, arnOf, failureOf, invoking, REGION, within } from "../../../support/inMemory/context";
import { type Given as Function, inMemoryLambda } from "../../../support/inMemory/lambda";
import { bench, OTHER, stateOf } from "../../../support/inMemory/lifecycle";
import { never } from "../../../support/inMemory/preview";

const CODES = ["registration-denied", "function-not-found", "connector-failed"] as const;
const wordsOn = (code: string) => `the service's words on ${code} (500, request 1f2e)`;

/** The writes that AppFlow may refuse, with the action that each message names. */
const WRITES = { create: "registering", adopt: "adopting", update: "updating" } as const;
type Write = keyof typeof WRITES;
const NAMES = Object.keys(WRITES) as Write[];

/** An AppFlow that refuses, a Lambda, and the writes. Without functions there is no Lambda at all. */
function refusing(functions: Record<string, Function> | undefined, account = ACCOUNT) {
  const lambda = functions && inMemoryLambda(functions);
  const at = bench(account);
  const opened: (string | undefined)[] = [];
  Object.assign(at.context, {
    lambda: (region: string | undefined) => {
      opened.push(region);
      return lambda;
    },
  });
  const write = (name: Write) => {
    if (name === "create") return at.create();
    at.appflow.put("crm", invoking("theirs"));
    return name === "adopt" ? at.create({ adopt: true }) : at.update({}, stateOf({ accountId: account }));
  };
  const refuse = (name: Write, code: (typeof CODES)[number] | "quota-exceeded" | "rejected") => {
    at.appflow.fail(name === "create" ? "register" : "update", { code, times: Infinity });
    return failureOf(write(name));
  };
  return { ...at, lambda, opened, write, refuse };
}

describe("A refused write says what is wrong with the function", () => {
  for (const write of NAMES)
    for (const code of CODES)
      it(`where there is none: ${write} refused with ${code}`, async () => {
        const { opened, refuse } = refusing({});
        const failure = await refuse(write, code);
        assert.deepEqual([failure.code, failure.outcome], ["function-absent", "definite"]);
        assert.deepEqual([...new Set(opened)], [REGION]);
        assert.equal(failure.serviceMessage, wordsOn(code));
        const place = write === "create" ? REGION : `${REGION}, ${ACCOUNT}`;
        const beginning = `${WRITES[write]} AppFlow connector "crm" (${place}): there is no function ${arnOf("crm")}. `;
        assert.ok(failure.message.startsWith(`${beginning}${wordsOn(code)}. Deploy it`), failure.message);
        assert.match(failure.message, /#function-absent$/);
      });

  for (const [what, given, expected] of [
    ["is not active", { shown: { state: "Pending", reason: "It is being created" } }, "function-inactive"],
    ["has no resource policy", { policy: null }, "function-not-invocable"],
  ] as const)
    it(`where it ${what}, with the service's words`, async () => {
      for (const write of NAMES) {
        const { code, message } = await refusing({ [arnOf("crm")]: given }).refuse(write, "connector-failed");
        assert.equal(code, expected);
        assert.ok(message.includes(`. ${wordsOn("connector-failed")}. `), message);
      }
    });

  it("although only its policy can be looked up", async () => {
    const { lambda, refuse } = refusing({ [arnOf("crm")]: { policy: null } });
    lambda?.fail("describe", "access-denied");
    assert.equal((await refuse("create", "registration-denied")).code, "function-not-invocable");
  });

  it("by its policy where AppFlow was kept out, and else by its state, if both are wrong", async () => {
    const unfit = { [arnOf("crm")]: { shown: { state: "Pending" }, policy: null } };
    const codeOf = async (refusal: (typeof CODES)[number]) => (await refusing(unfit).refuse("create", refusal)).code;
    assert.equal(await codeOf("registration-denied"), "function-not-invocable");
    assert.equal(await codeOf("connector-failed"), "function-inactive");
  });

  it("for the account of the caller, or of the registration that is there, or else of the function", async () => {
    const closed = () => refusing({ [arnOf("crm")]: { policy: null } }, OTHER);
    const source = (account: string) => `--source-account ${account} `;
    const created = closed();
    const { message } = await created.refuse("create", "registration-denied");
    assert.ok(message.includes(source(OTHER)), message);
    assert.ok(message.startsWith(`registering AppFlow connector "crm" (${REGION}, ${OTHER}): `), message);
    assert.ok(created.appflow.methods().includes("account"));
    for (const write of ["update", "adopt"] as const) {
      const { appflow, refuse } = closed();
      assert.ok((await refuse(write, "registration-denied")).message.includes(source(OTHER)));
      assert.ok(!appflow.methods().includes("account"));
    }
    const unknown = closed();
    unknown.appflow.fail("account", { code: "access-denied" });
    assert.ok((await unknown.refuse("create", "registration-denied")).message.includes(source(ACCOUNT)));
  });

  it("and keeps the error behind the refusal", async () => {
    const { appflow, create } = refusing({});
    const cause = new Error("behind");
    appflow.register = () => Promise.reject(new DiagnosticError("connector-failed", {}, { cause }));
    const failure = await failureOf(create());
    assert.deepEqual([failure.code, failure.cause], ["function-absent", cause]);
  });
});

describe("A refused write keeps its refusal", () => {
  const assertKept = async (make: () => ReturnType<typeof refusing>) => {
    for (const write of NAMES)
      for (const code of CODES) {
        const failure = await make().refuse(write, code);
        const { serviceMessage, outcome, message } = failure;
        assert.deepEqual([failure.code, serviceMessage, outcome], [code, wordsOn(code), "definite"]);
        assert.ok(message.startsWith(`${WRITES[write]} AppFlow connector "crm" (${REGION}`), message);
        assert.ok(message.includes(wordsOn(code)), message);
      }
  };

  it("where nothing is wrong with the function", () => assertKept(() => refusing({ [arnOf("crm")]: {} })));

  it("where the function can't be looked up", async () => {
    const calls: string[][] = [];
    await assertKept(() => {
      const at = refusing({});
      at.lambda?.fail("describe", "access-denied");
      at.lambda?.fail("policy", "endpoint-unreachable");
      calls.push(at.lambda?.calls ?? []);
      return at;
    });
    assert.ok(calls.length === 9 && calls.every(({ length }) => length >= 2));
  });

  for (const [what, waits] of [
    ["and the lookup is then aborted", true],
    ["also where the lookup never ends", false],
  ] as const)
    it(`where the function can't be looked up in time, ${what}`, async () => {
      const at = refusing({});
      const signals: AbortSignal[] = [];
      const untilAborted = (_: string, signal?: AbortSignal) => {
        signals.push(signal!);
        if (!waits) return never();
        return new Promise<ConnectorFunction>((_, reject) =>
          signal?.addEventListener("abort", () => reject(new Error("aborted"))),
        );
      };
      Object.assign(at.lambda!, { describe: untilAborted, policy: untilAborted });
      const failure = await within({ cause: 5 }, () => at.refuse("create", "connector-failed"));
      assert.equal(failure.code, "connector-failed");
      assert.deepEqual(
        signals.map(({ aborted }) => aborted),
        [true, true],
      );
    });

  it("where there is no Lambda to ask", () => assertKept(() => refusing(undefined)));

  it("where it is of another kind, and looks nothing up", async () => {
    const { appflow, lambda, refuse } = refusing({});
    assert.equal((await refuse("create", "rejected")).code, "rejected");
    assert.deepEqual(lambda?.calls, []);
    assert.deepEqual(appflow.methods(), ["region", "describe", "register"]);
  });

  it("where it is no refusal at all", async () => {
    const { appflow, lambda, create } = refusing({});
    const broken = new TypeError("broken");
    appflow.register = () => Promise.reject(broken);
    await assert.rejects(create(), broken);
    assert.deepEqual(lambda?.calls, []);
  });

  it("and a write that goes through looks nothing up", async () => {
    for (const name of NAMES) {
      const { lambda, write } = refusing({});
      await write(name);
      assert.deepEqual(lambda?.calls, []);
    }
  });
});

describe("A quota that is exceeded", () => {
  it("says how many custom connectors the account has, and keeps the service's words", async () => {
    const { appflow, lambda, refuse } = refusing({});
    appflow.put("erp");
    appflow.put("hrm");
    const { code, message, serviceMessage, outcome } = await refuse("create", "quota-exceeded");
    assert.deepEqual([code, serviceMessage, outcome], ["quota-exceeded", wordsOn("quota-exceeded"), "definite"]);
    const count = `"crm" (${REGION}): custom connectors in this account and region: 2. ${serviceMessage}. Unregister`;
    assert.ok(message.startsWith("registering AppFlow connector ") && message.includes(count), message);
    assert.deepEqual(lambda?.calls, []);
  });

  it("says so without the number where they can't be listed", async () => {
    const { appflow, refuse } = refusing({});
    appflow.fail("list", { code: "access-denied" });
    const { code, message } = await refuse("create", "quota-exceeded");
    assert.equal(code, "quota-exceeded");
    assert.ok(message.includes(`"crm" (${REGION}): ${wordsOn("quota-exceeded")}. `), message);
  });

  it("keeps what was registered before, so that it isn't lost", async () => {
    const { appflow, create } = refusing({});
    appflow.describe = () => Promise.resolve(undefined);
    appflow.fail("register", { code: "quota-exceeded", after: 1 });
    const { code, partial } = await failureOf(create({ clientToken: "spent" }));
    assert.deepEqual([code, partial?.id], ["quota-exceeded", "crm"]);
  });
});
