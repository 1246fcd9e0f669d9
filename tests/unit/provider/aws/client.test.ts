import assert from "node:assert/strict";
import * as appflow from "@aws-sdk/client-appflow";
import { openClient } from "../../../../provider/aws/client";
import { toServiceFailure } from "../../../../provider/aws/errors";
import { failureOf, REGION, within } from "../../../support/inMemory/context";
import { aTurn, never } from "../../../support/inMemory/preview";

type Config = appflow.AppflowClientConfig;
/** Answers one attempt, as the HTTP handler of the SDK does. */
type Handle = (options: { abortSignal: AbortSignal }) => Promise<unknown>;

const KEYS = { accessKeyId: "id", secretAccessKey: "key" };

const answering =
  (statusCode: number, body: string, headers = {}): Handle =>
  () =>
    Promise.resolve({ response: { statusCode, headers, body: Buffer.from(body) } });
const refusing = (status: number, name: string, message = "words") =>
  answering(status, JSON.stringify({ message }), { "x-amzn-errortype": name });
const broken = () => Object.assign(new Error("socket hang up"), { name: "TimeoutError", code: "ECONNRESET" });

/** Repeats what the SDK would repeat, without its pauses. */
const impatient = (): NonNullable<Config["retryStrategy"]> => {
  const token = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 });
  return {
    acquireInitialRetryToken: () => Promise.resolve(token(0)),
    refreshRetryTokenForRetry: (last: ReturnType<typeof token>, { errorType }: { errorType: string }) =>
      errorType === "CLIENT_ERROR" || last.getRetryCount() > 0
        ? Promise.reject(new Error("no more"))
        : Promise.resolve(token(last.getRetryCount() + 1)),
    recordSuccess: () => undefined,
  };
};

/** A client of the real SDK with an HTTP handler of the test's own: each attempt is answered by the next of the handles. */
function clientOf(handles: Handle[], config: Partial<Config> = {}) {
  let attempts = 0;
  const handle = (_: unknown, options: { abortSignal: AbortSignal }) =>
    handles[Math.min(attempts++, handles.length - 1)](options);
  let loads = 0;
  let made = 0;
  const { call } = openClient(
    () => {
      loads += 1;
      return appflow;
    },
    (sdk, base) => {
      made += 1;
      const own = { credentials: KEYS, retryStrategy: impatient(), ...config };
      return new sdk.AppflowClient({ ...base, ...own, requestHandler: { handle } as never });
    },
    { connection: { assumeRoles: [], endpoints: {} }, region: REGION, service: "appflow" },
  );
  const register = (connectorLabel: unknown = "crm", options: Parameters<typeof call>[2] = {}) =>
    call(
      "RegisterConnector",
      async (sdk, send) => {
        const command = new sdk.RegisterConnectorCommand({ connectorLabel: connectorLabel as string });
        return (await send(command)).connectorArn;
      },
      options,
    );
  return { register, attempts: () => attempts, loads: () => loads, made: () => made };
}

const kindOf = async (run: Promise<unknown>) => {
  const { code, outcome } = await failureOf(run);
  return `${outcome} ${code}`;
};
const rejecting = (error: Error) => () => Promise.reject(error);
const named = (name: string) => Object.assign(new Error("words"), { name });

describe("A call that was never handed to the HTTP handler is definite", () => {
  for (const [what, error, code] of [
    ["credentials fail in a way of their own", named("OddError"), "request-not-sent"],
    ["credentials stumble", new TypeError("words"), "request-not-sent"],
    ["credentials are missing", named("CredentialsProviderError"), "credentials-missing"],
  ] as const)
    it(`where ${what}`, async () => {
      const { register, attempts } = clientOf([never], { credentials: rejecting(error) });
      assert.equal(await kindOf(register()), `definite ${code}`);
      assert.equal(attempts(), 0);
    });

  it("where the input can't be written", async () => {
    const { register, attempts } = clientOf([never]);
    const toJSON = () => {
      throw new TypeError("words");
    };
    assert.equal(await kindOf(register({ toJSON })), "definite request-not-sent");
    assert.equal(attempts(), 0);
  });

  it("where the credentials never come", async () => {
    const { register, attempts } = clientOf([never], { credentials: never });
    const run = within({ call: 5, connect: 5 }, () => kindOf(register()));
    assert.deepEqual([await run, attempts()], ["definite timed-out", 0]);
  });

  it("where a role can't be assumed, whatever became of that, and keeps its message", async () => {
    const refusal = toServiceFailure(named("InternalServerException"), "AssumeRole");
    assert.equal(refusal.outcome, "ambiguous");
    const { register } = clientOf([never], { credentials: rejecting(refusal) });
    const { code, message, outcome } = await failureOf(register());
    assert.deepEqual([code, message, outcome], [refusal.code, refusal.message, "definite"]);
  });
});

describe("A call that was handed to the HTTP handler", () => {
  for (const [what, handle, expected] of [
    ["broke", rejecting(broken()), "ambiguous connection-lost"],
    ["is answered with what can't be read", answering(200, "null"), "ambiguous answer-unreadable"],
    ["is answered with no JSON", answering(200, "{"), "ambiguous answer-unreadable"],
    ["is refused", refusing(403, "AccessDeniedException"), "definite registration-denied"],
  ] as const)
    it(`is ${expected} where it ${what}`, async () =>
      assert.equal(await kindOf(clientOf([handle]).register()), expected));

  it("tells of a stumble over a successful answer nothing but that", async () => {
    const { serviceMessage } = await failureOf(clientOf([answering(200, "null")]).register());
    assert.equal(serviceMessage, "RegisterConnector answered in another shape than its own");
  });

  it("is refused after an attempt that broke, which may have had its effect", async () => {
    const { register, attempts } = clientOf([rejecting(broken()), refusing(403, "AccessDeniedException")]);
    assert.deepEqual([await kindOf(register()), attempts()], ["retried registration-denied", 2]);
  });

  for (const [what, first, makeError, expected] of [
    ["broke", rejecting(broken()), () => new Error("x"), "retried request-not-sent"],
    ["broke", rejecting(broken()), () => toServiceFailure(named("AccessDenied"), "AssumeRole"), "retried role-refused"],
    ["was throttled", refusing(429, "ThrottlingException"), () => new Error("x"), "definite request-not-sent"],
  ] as const)
    it(`and ${what}, and then got no credentials, is ${expected}`, async () => {
      let isSent = false;
      const handle: Handle = (options) => {
        isSent = true;
        return first(options);
      };
      // They expire at once, so that each attempt asks for them.
      const credentials = () =>
        isSent ? Promise.reject(makeError()) : Promise.resolve({ ...KEYS, expiration: new Date() });
      const { register, attempts } = clientOf([handle], { credentials });
      assert.deepEqual([await kindOf(register()), attempts()], [expected, 1]);
    });

  it("knows nothing of the attempts of another call", async () => {
    const { register } = clientOf([rejecting(broken()), rejecting(broken()), refusing(403, "AccessDeniedException")]);
    assert.equal(await kindOf(register()), "ambiguous connection-lost");
    assert.equal(await kindOf(register()), "definite registration-denied");
  });

  it("withholds AWS's words where they quote a value that is sensitive", async () => {
    const refusal = refusing(400, "ValidationException", "Value 'of sales' failed");
    const told = async (...sensitive: string[]) =>
      (await failureOf(clientOf([refusal]).register("crm", { sensitive }))).message;
    assert.match(await told(), /Value 'of sales' failed/);
    assert.doesNotMatch(await told("of sales"), /sales|failed/);
  });

  it("ends with its signal, and else when its time is over", async () => {
    const untilAborted: Handle = ({ abortSignal }) =>
      new Promise((_, reject) => abortSignal.addEventListener("abort", () => reject(named("AbortError"))));
    const controller = new AbortController();
    const { register } = clientOf([untilAborted]);
    const run = kindOf(register("crm", { signal: controller.signal }));
    await aTurn();
    controller.abort();
    assert.equal(await run, "ambiguous timed-out");
    assert.equal(await within({ call: 5 }, () => kindOf(register())), "ambiguous timed-out");
  });
});

describe("A client", () => {
  it("loads the SDK for the first call, and is made once", async () => {
    const { register, loads, made } = clientOf([answering(200, "{}")]);
    assert.deepEqual([loads(), made()], [0, 0]);
    await register();
    await register();
    assert.ok(loads() > 0);
    assert.equal(made(), 1);
  });

  it("has a limited number of calls under way", async () => {
    const ends: (() => void)[] = [];
    const handle: Handle = (options) =>
      new Promise<void>((resolve) => ends.push(resolve)).then(() => answering(200, "{}")(options));
    await within({ calls: 2 }, async () => {
      const { register } = clientOf([handle]);
      const all = ["a", "b", "c"].map((label) => register(label));
      while (ends.length < 2) await aTurn();
      await aTurn();
      assert.equal(ends.length, 2);
      for (const end of ends.splice(0)) end();
      while (ends.length < 1) await aTurn();
      ends[0]();
      await Promise.all(all);
    });
  });
});
