import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Emulator, Fault } from "../../../../emulator/index";
import { type AppFlow, openAppFlow, type RegistrationRequest } from "../../../../provider/aws/appflow";
import { arnOf, connectionTo, emulated, failureOf, REGION } from "../../../support/contract/target";

/** With a token of its own, which no earlier call has spent. */
const request = (clientToken: string = randomUUID()): RegistrationRequest => ({
  connectorLabel: "crm",
  connectorProvisioningType: "LAMBDA",
  connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("crm") } },
  clientToken,
});

/** Each method that fails, by the operation behind it. */
const METHODS: Readonly<Record<string, (appflow: AppFlow) => Promise<unknown>>> = {
  RegisterConnector: (appflow) => appflow.register(request()),
  UpdateConnectorRegistration: (appflow) => appflow.update(request()),
  UnregisterConnector: (appflow) => appflow.unregister("crm", false),
  DescribeConnector: (appflow) => appflow.describe("crm"),
  ListConnectors: (appflow) => appflow.list(),
  DescribeConnectorProfiles: (appflow) => appflow.profiles("crm"),
  GetCallerIdentity: (appflow) => appflow.account(),
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

/** What goes wrong on the way, what becomes of it, and what is said of it. */
const WAY: readonly [
  kind: Exclude<Fault["kind"], object>,
  operations: readonly string[],
  expected: string,
  says: RegExp,
][] = [
  ["html", ["RegisterConnector", "DescribeConnector"], "ambiguous answer-unreadable", /502/],
  ["notJson", ["RegisterConnector", "DescribeConnector"], "ambiguous answer-unreadable", /SyntaxError/],
  ["status500", ["RegisterConnector", "DescribeConnector"], "ambiguous service-failed", /\(500\)/],
  ["status503", ["RegisterConnector", "DescribeConnector"], "ambiguous service-failed", /\(503\)/],
  ["resetBefore", ALL.slice(0, 4), "ambiguous connection-lost", /: ECONNRESET/],
  ["resetAfter", ALL.slice(0, 4), "ambiguous connection-lost", /: ECONNRESET/],
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
    emulator.connectors.remove("crm");
  });

  const failureWith = async (operation: string, kind: Fault["kind"]) => {
    if (operation === "RegisterConnector") emulator.connectors.remove("crm");
    emulator.faults.add({ operation, kind });
    const failure = await failureOf(METHODS[operation](appflow));
    assert.deepEqual(emulator.faults.list(), [], "the fault hit");
    assert.ok(!/canary-secret|\n|\bat \S+:\d+/.test(failure.message), failure.message);
    return failure;
  };

  for (const [type, operations, expected] of EXCEPTIONS)
    for (const operation of operations)
      it(`${operation} with ${type} is ${expected}`, async () => {
        const { code, outcome, serviceMessage } = await failureWith(operation, error(type));
        assert.equal(`${outcome} ${code}`, expected);
        assert.match(
          serviceMessage,
          new RegExp(`^${operation} answered ${type} \\(\\d{3}, request [0-9a-f-]{36}\\): on demand`),
        );
      });

  for (const [kind, operations, expected, says] of WAY)
    for (const operation of operations)
      it(`${operation} with ${kind} is ${expected}`, async () => {
        const { code, outcome, serviceMessage } = await failureWith(operation, kind);
        assert.equal(`${outcome} ${code}`, expected);
        assert.ok(serviceMessage.startsWith(operation), serviceMessage);
        assert.match(serviceMessage, says);
      });

  it("is not told from another by AWS's words", async () => {
    const message = "ConflictException: already exists, Throttling";
    const kind = { error: { type: "ValidationException", message } };
    assert.equal((await failureWith("RegisterConnector", kind)).code, "rejected");
  });

  it("because of a name that nobody knows keeps its status", async () => {
    const { code, serviceMessage } = await failureWith("RegisterConnector", error("TeapotException", 418));
    assert.equal(code, "service-error");
    assert.match(serviceMessage, /TeapotException \(418, request /);
  });

  const WITHHELD = /^(\w+) answered ValidationException \(400, request [0-9a-f-]{36}\): (.*)$/;

  for (const operation of WRITES)
    it(`${operation} says that AWS's words are withheld where they quote a description or a token`, async () => {
      for (const [description, clientToken, quoted] of [
        ["canary-description", randomUUID(), "canary-description"],
        ["canary\nof lines", randomUUID(), "canary\\nof lines"],
        // A word that stands in AWS's own text: parts of the text without it would read like others.
        ["constraint", randomUUID(), "canary"],
        ["a description", "canary-token", "canary-token"],
      ]) {
        const message = `Value '${quoted}' failed to satisfy constraint`;
        emulator.faults.add({ operation, kind: { error: { type: "ValidationException", message } } });
        const call = operation === "RegisterConnector" ? appflow.register : appflow.update;
        const failure = await failureOf(call({ ...request(clientToken), description }));
        const [, , text = failure.serviceMessage] = WITHHELD.exec(failure.serviceMessage) ?? [];
        assert.equal(text, "(AWS's words are withheld: they quote a value that may be a secret)");
        assert.ok(!failure.message.includes("canary"), failure.message);
        assert.ok(!String(failure.cause).includes("canary"));
      }
    });

  it("keeps AWS's words where they quote a description that is as short as a word, or none of this call's", async () => {
    for (const description of ["Val", "", "something else"]) {
      const message = "Value 'a canary' failed to satisfy constraint";
      const kind = { error: { type: "ValidationException", message } };
      emulator.faults.add({ operation: "UpdateConnectorRegistration", kind });
      const { serviceMessage } = await failureOf(appflow.update({ ...request("abc"), description }));
      assert.ok(serviceMessage.endsWith(message), serviceMessage);
    }
  });
});
