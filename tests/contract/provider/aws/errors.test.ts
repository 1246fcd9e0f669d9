import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Emulator, Fault } from "../../emulator";
import { type AppFlow, openAppFlow, type Wish } from "../../provider/appflow";
import {
  ACCOUNT,
  arnOf,
  connectionTo,
  emulated,
  failureOf,
  REGION,
  subjectOf,
  within,
} from "../support/contract";

/** With a token of its own, which no earlier call has spent. */
const wished = (clientToken: string = randomUUID()): Wish => ({
  connectorLabel: "crm",
  connectorProvisioningType: "LAMBDA",
  lambdaArn: arnOf("crm"),
  clientToken,
});
const subject = subjectOf("crm");

/** Each method that fails, by the operation behind it. */
const METHODS: Readonly<Record<string, (appflow: AppFlow) => Promise<unknown>>> = {
  RegisterConnector: (appflow) => appflow.register(wished(), subject),
  UpdateConnectorRegistration: (appflow) => appflow.update(wished(), subject),
  UnregisterConnector: (appflow) => appflow.unregister("crm", false, subject),
  DescribeConnector: (appflow) => appflow.describe("crm", subject),
  ListConnectors: (appflow) => appflow.list(subject),
  DescribeConnectorProfiles: (appflow) => appflow.profiles("crm", subject),
  GetCallerIdentity: (appflow) => appflow.account(subject),
};

const error = (type: string, status?: number): Fault["kind"] => ({
  error: { type, message: `on demand: ${type}`, ...(status ? { status } : {}) },
});

const WRITES = ["RegisterConnector", "UpdateConnectorRegistration"];
const ALL = Object.keys(METHODS);

type Row = readonly [type: string, operations: readonly string[], expected: string];

const EXCEPTIONS: readonly Row[] = [
  ["ValidationException", ALL.slice(0, 6), "definite rejected"],
  ["ConflictException", ["RegisterConnector"], "definite label-conflict"],
  ["ConflictException", ["UpdateConnectorRegistration"], "definite update-conflict"],
  ["ConflictException", ["UnregisterConnector"], "definite in-use"],
  ["AccessDeniedException", WRITES, "definite registration-denied"],
  ["AccessDeniedException", ALL.slice(2, 6), "definite access-denied"],
  ["AccessDenied", ["GetCallerIdentity"], "definite access-denied"],
  ["ResourceNotFoundException", WRITES, "definite function-not-found"],
  ["ServiceQuotaExceededException", WRITES, "definite quota-exceeded"],
  ["ThrottlingException", ALL.slice(0, 6), "definite throttled"],
  ["InternalServerException", ALL.slice(0, 6), "ambiguous service-failed"],
  ["ConnectorServerException", WRITES, "definite connector-failed"],
  ["ConnectorAuthenticationException", WRITES, "definite connector-authentication"],
  ["ExpiredTokenException", ALL.slice(0, 6), "definite credentials-refused"],
  ["ExpiredToken", ["GetCallerIdentity"], "definite credentials-refused"],
  ["UnrecognizedClientException", ALL.slice(0, 6), "definite credentials-refused"],
  ["InvalidClientTokenId", ["GetCallerIdentity"], "definite credentials-refused"],
  ["InvalidSignatureException", ALL.slice(0, 6), "definite credentials-refused"],
];

/** What goes wrong on the way, and what becomes of it. */
const WAY: readonly [kind: Exclude<Fault["kind"], object>, expected: string][] = [
  ["html", "ambiguous answer-unreadable"],
  ["notJson", "ambiguous answer-unreadable"],
  ["status500", "ambiguous service-failed"],
  ["status503", "ambiguous service-failed"],
];

describe("A call through the AWS SDK that fails", () => {
  let emulator: Emulator;
  let appflow: AppFlow;
  before(async () => (emulator = await emulated()));
  after(() => emulator.close());
  beforeEach(() => {
    emulator.connectors.put("crm", { lambdaArn: arnOf("crm") });
    appflow = openAppFlow(connectionTo(emulator), REGION);
  });
  afterEach(() => {
    emulator.faults.clear();
    emulator.journal.clear();
    emulator.connectors.remove("crm");
  });

  const diagnosed = async (operation: string, kind: Fault["kind"]) => {
    emulator.faults.add({ operation, kind });
    const failure = await failureOf(METHODS[operation](appflow));
    assert.deepEqual(emulator.faults.list(), [], "the fault hit");
    assert.ok(!/canary-secret|\n|\bat \S+:\d+/.test(failure.message), failure.message);
    return failure;
  };

  for (const [type, operations, expected] of EXCEPTIONS)
    for (const operation of operations)
      it(`${operation} with ${type} is ${expected}`, async () => {
        const { code, outcome, words } = await diagnosed(operation, error(type));
        assert.equal(`${outcome} ${code}`, expected);
        assert.match(
          words,
          new RegExp(`^${operation} answered ${type} \\(\\d{3}, request [0-9a-f-]{36}\\): on demand`),
        );
      });

  for (const operation of WRITES)
    it(`${operation} does not repeat a description or a token that AppFlow quotes, unless that is as short as a word`, async () => {
      for (const [description, clientToken, quoted, shown] of [
        ["canary-description", randomUUID(), "canary-description", "(the description)"],
        ["canary\nof lines", randomUUID(), "canary\\nof lines", "(the description)"],
        ["a", "canary-token", "a canary-token", "a (the client token)"],
      ]) {
        const message = `Value '${quoted}' failed to satisfy constraint`;
        emulator.faults.add({ operation, kind: { error: { type: "ValidationException", message } } });
        const wish = { ...wished(clientToken), description };
        const call = operation === "RegisterConnector" ? appflow.register : appflow.update;
        const { words, cause } = await failureOf(call(wish, subject));
        assert.ok(words.endsWith(`Value '${shown}' failed to satisfy constraint`), words);
        assert.ok(!String(cause).includes("canary"));
      }
    });

  for (const [kind, expected] of WAY)
    for (const operation of ["RegisterConnector", "DescribeConnector"])
      it(`${operation} with ${kind} is ${expected}`, async () => {
        if (operation === "RegisterConnector") emulator.connectors.remove("crm");
        const { code, outcome } = await diagnosed(operation, kind);
        assert.equal(`${outcome} ${code}`, expected);
      });

  for (const kind of ["resetBefore", "resetAfter"] as const)
    for (const operation of ["RegisterConnector", "UnregisterConnector", "DescribeConnector"])
      it(`${operation} with ${kind} leaves its outcome open, and keeps what Node said`, async () => {
        if (operation === "RegisterConnector") emulator.connectors.remove("crm");
        const { outcome, words } = await diagnosed(operation, kind);
        assert.equal(outcome, "ambiguous");
        assert.match(words, new RegExp(`^${operation}: ECONNRESET`));
      });

  it("is not told from another by its words", async () => {
    const kind = {
      error: { type: "ValidationException", message: "ConflictException: already exists, Throttling" },
    };
    assert.equal((await diagnosed("RegisterConnector", kind)).code, "rejected");
  });

  it("because of a name that nobody knows keeps its status", async () => {
    const { code, words } = await diagnosed("RegisterConnector", error("TeapotException", 418));
    assert.equal(code, "service-error");
    assert.match(words, /TeapotException \(418, request /);
  });

  for (const kind of ["hangBefore", "hangAfter"] as const)
    it(`because nothing answers within the limit (${kind}) is timed-out, of an open outcome`, async () => {
      const failure = await within({ request: 300 }, () => diagnosed("DescribeConnector", kind));
      assert.equal(`${failure.outcome} ${failure.code}`, "ambiguous timed-out");
    });

  it("because nobody listens is endpoint-unreachable, and nothing was sent", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const nobody = connectionTo({ ...emulator, url: `http://127.0.0.1:${port}` });
    const { code, outcome, words } = await failureOf(openAppFlow(nobody, REGION).describe("crm", subject));
    assert.equal(`${outcome} ${code}`, "definite endpoint-unreachable");
    assert.match(words, /^DescribeConnector: ECONNREFUSED/);
  });

  it("because the endpoint's name doesn't exist is endpoint-unreachable", async () => {
    const nowhere = connectionTo({ ...emulator, url: "http://appflow.invalid" });
    assert.equal((await failureOf(openAppFlow(nowhere, REGION).list(subject))).code, "endpoint-unreachable");
  });

  it("because the answer has no ARN is answer-unreadable, and not taken for a registration", async () => {
    for (const body of ["", "{}", '{"connectorConfiguration":{"connectorArn":"nonsense"}}']) {
      const { code } = await diagnosed("DescribeConnector", { body });
      assert.equal(code, "answer-unreadable", body);
    }
  });

  it("is tried again as often as the configuration says, with the same client token", async () => {
    emulator.connectors.remove("crm");
    emulator.faults.add({ operation: "RegisterConnector", kind: error("ThrottlingException"), times: 2 });
    await openAppFlow(connectionTo(emulator, { "appflow:maxAttempts": "3" }), REGION).register(
      wished("a-token"),
      subject,
    );
    const attempts = emulator.journal.entries.filter(({ operation }) => operation === "RegisterConnector");
    assert.deepEqual(
      attempts.map(({ attempt, clientToken, status }) => [attempt, clientToken, status]),
      [
        [1, "a-token", 429],
        [2, "a-token", 429],
        [3, "a-token", 200],
      ],
    );
    assert.equal(emulator.connectors.list().length, 1);
  });

  it("once more after the effect is no second registration", async () => {
    emulator.connectors.remove("crm");
    emulator.faults.add({ operation: "RegisterConnector", kind: "resetAfter" });
    await openAppFlow(connectionTo(emulator, { "appflow:maxAttempts": "2" }), REGION).register(
      wished(),
      subject,
    );
    assert.equal(emulator.connectors.list().length, 1);
  });

  it("by a refusal after an attempt that had its effect is retried, and stays definite for reads", async () => {
    emulator.connectors.remove("crm");
    const twice = openAppFlow(connectionTo(emulator, { "appflow:maxAttempts": "2" }), REGION);
    for (const operation of ["RegisterConnector", "DescribeConnector"]) {
      emulator.faults.add({ operation, kind: "resetAfter" });
      emulator.faults.add({ operation, kind: error("AccessDeniedException") });
    }
    const refused = await failureOf(twice.register(wished(), subject));
    assert.equal(`${refused.outcome} ${refused.code}`, "retried registration-denied");
    assert.equal(emulator.connectors.list().length, 1);
    const unread = await failureOf(twice.describe("crm", subject));
    assert.equal(`${unread.outcome} ${unread.code}`, "definite access-denied");
  });

  it("by a refusal after attempts that had none is definite", async () => {
    const thrice = openAppFlow(connectionTo(emulator, { "appflow:maxAttempts": "3" }), REGION);
    for (const type of ["ThrottlingException", "ThrottlingException", "AccessDeniedException"])
      emulator.faults.add({ operation: "UpdateConnectorRegistration", kind: error(type) });
    const refused = await failureOf(thrice.update(wished(), subject));
    assert.equal(`${refused.outcome} ${refused.code}`, "definite registration-denied");
  });

  it("with all its attempts when its time is over is timed-out", async () => {
    emulator.faults.add({ operation: "UpdateConnectorRegistration", kind: "hangBefore", times: "always" });
    const patient = openAppFlow(connectionTo(emulator, { "appflow:maxAttempts": "9" }), REGION);
    const late = await within({ call: 500, request: 200 }, () =>
      failureOf(patient.update(wished(), subject)),
    );
    assert.equal(`${late.outcome} ${late.code}`, "ambiguous timed-out");
    assert.ok(emulator.journal.entries.length < 9);
  });

  it("because the endpoint is no URL is endpoint-unreachable", async () => {
    const nowhere = connectionTo({ ...emulator, url: "appflow.example" });
    assert.equal((await failureOf(openAppFlow(nowhere, REGION).list(subject))).code, "endpoint-unreachable");
  });

  it("because the function gives no valid answer is connector-failed", async () => {
    emulator.connectors.remove("crm");
    const { code } = await failureOf(appflow.register({ ...wished(), lambdaArn: arnOf("crashed") }, subject));
    assert.equal(code, "connector-failed");
  });

  it("by a clock that is wrong tells how far AWS's is ahead, until an answer says otherwise", async () => {
    const hour = 3_600_000;
    const headers = { date: new Date(Date.now() - hour).toUTCString() };
    const error = { type: "InvalidSignatureException", status: 403, headers };
    emulator.faults.add({ operation: "DescribeConnector", kind: { error } });
    await failureOf(appflow.describe("crm", subject));
    const offset = await appflow.clockOffset();
    assert.ok(Math.abs(offset + hour) < 60_000, String(offset));
    await appflow.describe("crm", subject);
    assert.ok(Math.abs(await appflow.clockOffset()) < 60_000);
  });

  it("by absence is no failure for reads and removals", async () => {
    emulator.connectors.remove("crm");
    assert.equal(await appflow.describe("crm", subject), undefined);
    await appflow.unregister("crm", false, subject);
    assert.equal(await appflow.account(subject), ACCOUNT);
  });
});
