import assert from "node:assert/strict";
import { attempt, type Operation, orAbsent, serviceFailure } from "../../../provider/failures";

const SUBJECT = { doing: "registering", label: "crm", region: "eu-west-1" };

interface Answer {
  status?: number;
  earlier?: readonly unknown[];
  code?: string | undefined;
  message?: string;
  requestId?: string;
  cause?: unknown;
}

function thrown(name: string, { status, requestId, message = "words", ...rest }: Answer = {}): Error {
  const metadata = status === undefined ? {} : { httpStatusCode: status, requestId };
  return Object.assign(new Error(message), { name, $metadata: metadata, ...rest });
}
const kind = (error: unknown, operation: Operation = "RegisterConnector") => {
  const { code, outcome } = serviceFailure(error, operation, SUBJECT);
  return `${outcome} ${code}`;
};

/** What stands for itself whatever the operation is. */
const NAMES: readonly [name: string, status: number | undefined, expected: string][] = [
  ["ValidationException", 400, "definite rejected"],
  ["SerializationException", 400, "definite rejected"],
  ["RequestTimeTooSkewed", 403, "definite credentials-refused"],
  ["RequestInTheFuture", 403, "definite credentials-refused"],
  ["AccessDenied", 403, "definite access-denied"],
  ["ServiceQuotaExceededException", 402, "definite quota-exceeded"],
  ["ThrottlingException", 429, "definite throttled"],
  ["Throttling", 400, "definite throttled"],
  ["TooManyRequestsException", 429, "definite throttled"],
  ["ConnectorServerException", 400, "definite connector-failed"],
  ["ConnectorAuthenticationException", 401, "definite connector-authentication"],
  ["InternalServerException", 500, "ambiguous service-failed"],
  ["ExpiredToken", 403, "definite credentials-refused"],
  ["ExpiredTokenException", 403, "definite credentials-refused"],
  ["RequestExpired", 400, "definite credentials-refused"],
  ["InvalidClientTokenId", 403, "definite credentials-refused"],
  ["InvalidSignatureException", 403, "definite credentials-refused"],
  ["SignatureDoesNotMatch", 403, "definite credentials-refused"],
  ["UnrecognizedClientException", 403, "definite credentials-refused"],
  ["IncompleteSignature", 403, "definite credentials-refused"],
  ["MissingAuthenticationTokenException", 403, "definite credentials-refused"],
  ["CredentialsProviderError", undefined, "definite credentials-missing"],
  ["TokenProviderError", undefined, "definite credentials-missing"],
  ["TimeoutError", undefined, "ambiguous timed-out"],
  ["AbortError", undefined, "ambiguous timed-out"],
  ["SyntaxError", 200, "ambiguous answer-unreadable"],
  ["UnheardOfException", 400, "definite service-error"],
  ["UnheardOfException", 404, "definite service-error"],
  ["UnheardOfException", 500, "ambiguous service-failed"],
  ["UnheardOfException", 503, "ambiguous service-failed"],
  ["UnheardOfException", 200, "ambiguous answer-unreadable"],
  ["UnheardOfException", undefined, "ambiguous service-error"],
];

/** What comes from Node, by its code. */
const CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "definite endpoint-unreachable",
  ENOTFOUND: "definite endpoint-unreachable",
  EAI_AGAIN: "definite endpoint-unreachable",
  EHOSTUNREACH: "ambiguous endpoint-unreachable",
  ENETUNREACH: "ambiguous endpoint-unreachable",
  CERT_HAS_EXPIRED: "definite endpoint-unreachable",
  DEPTH_ZERO_SELF_SIGNED_CERT: "definite endpoint-unreachable",
  SELF_SIGNED_CERT_IN_CHAIN: "definite endpoint-unreachable",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "definite endpoint-unreachable",
  ERR_TLS_CERT_ALTNAME_INVALID: "definite endpoint-unreachable",
  EPROTO: "ambiguous endpoint-unreachable",
  ECONNRESET: "ambiguous connection-lost",
  EPIPE: "ambiguous connection-lost",
  ETIMEDOUT: "ambiguous timed-out",
};

const BY_OPERATION: readonly [operation: Operation, name: string, expected: string][] = [
  ["RegisterConnector", "ConflictException", "definite label-conflict"],
  ["UpdateConnectorRegistration", "ConflictException", "definite update-conflict"],
  ["UnregisterConnector", "ConflictException", "definite in-use"],
  ["DescribeConnector", "ConflictException", "definite service-error"],
  ["RegisterConnector", "ResourceNotFoundException", "definite function-not-found"],
  ["UpdateConnectorRegistration", "ResourceNotFoundException", "definite function-not-found"],
  ["RegisterConnector", "AccessDeniedException", "definite registration-denied"],
  ["UpdateConnectorRegistration", "AccessDeniedException", "definite registration-denied"],
  ["UnregisterConnector", "AccessDeniedException", "definite access-denied"],
  ["DescribeConnector", "AccessDeniedException", "definite access-denied"],
  ["ListConnectors", "AccessDeniedException", "definite access-denied"],
  ["DescribeConnectorProfiles", "AccessDeniedException", "definite access-denied"],
  ["GetCallerIdentity", "AccessDenied", "definite access-denied"],
  ["AssumeRole", "AccessDenied", "definite role-refused"],
  ["AssumeRoleWithWebIdentity", "AccessDenied", "definite role-refused"],
  ["DescribeConnectorProfiles", "ResourceNotFoundException", "definite service-error"],
];

describe("A failed call becomes the diagnostic", () => {
  for (const [name, status, expected] of NAMES)
    it(`${expected}, when it is ${name} (${status ?? "no answer"})`, () => {
      assert.equal(kind(thrown(name, status === undefined ? {} : { status })), expected);
    });

  for (const [code, expected] of Object.entries(CODES)) {
    it(`${expected}, when it is ${code}`, () => assert.equal(kind(thrown("Error", { code })), expected));
    it(`${expected}, when ${code} is its cause`, () => {
      const cause = Object.assign(new Error("inner"), { code });
      assert.equal(kind(thrown("Error", { cause })), expected);
    });
  }

  for (const [operation, name, expected] of BY_OPERATION)
    it(`${expected}, when ${operation} answers ${name}`, () => {
      assert.equal(kind(thrown(name, { status: 409 }), operation), expected);
    });

  it("of an open outcome, when a conflict follows an earlier attempt, which may have taken the label itself", () => {
    const earlier = [Object.assign(new Error(), { code: "ECONNRESET" })];
    assert.equal(kind(thrown("ConflictException", { status: 409, earlier })), "retried label-conflict");
  });

  for (const [name, code, status, expected] of [
    ["Error", "ECONNREFUSED", 502, "ambiguous service-failed"],
    ["AccessDeniedException", undefined, 504, "ambiguous registration-denied"],
    ["ThrottlingException", undefined, 500, "ambiguous throttled"],
    ["Error", undefined, 408, "ambiguous service-error"],
    ["Error", undefined, 499, "ambiguous service-error"],
    ["Error", undefined, 498, "definite service-error"],
  ] as const) {
    it(`${expected}, when a gateway says ${code ?? name} with ${status} of a write, which may have had its effect`, () =>
      assert.equal(kind(thrown(name, { status, code }), "RegisterConnector"), expected));
    it(`as definite as its name, when it says so of a look (${name} ${status})`, () =>
      assert.match(kind(thrown("ThrottlingException", { status }), "DescribeConnector"), /^definite/));
  }

  it("that the name says, whatever the words are", () => {
    const misleading =
      "ConflictException ThrottlingException ECONNREFUSED: already exists, access denied, expired token";
    assert.equal(
      kind(thrown("ValidationException", { status: 400, message: misleading })),
      "definite rejected",
    );
    assert.equal(kind(thrown("UnheardOf", { status: 418, message: misleading })), "definite service-error");
  });

  for (const junk of [
    undefined,
    null,
    "text",
    5,
    {},
    new Error(),
    Object.assign(new Error("x"), { $metadata: {} }),
  ])
    it(`of an open outcome, when it is no failure of the SDK's: ${JSON.stringify(junk) ?? "undefined"}`, () => {
      assert.equal(kind(junk), "ambiguous service-error");
    });
});

describe("The diagnostic of a failed call", () => {
  const failed = (error: unknown, operation: Operation = "RegisterConnector") =>
    serviceFailure(error, operation, SUBJECT);

  it("keeps the service's words, status and request id", () => {
    const { message, words } = failed(
      thrown("ConnectorServerException", {
        status: 400,
        requestId: "1f2e",
        message: "The connector\n  crashed.",
      }),
    );
    assert.equal(
      words,
      "RegisterConnector answered ConnectorServerException (400, request 1f2e): The connector crashed.",
    );
    assert.ok(message.startsWith('registering AppFlow connector "crm" (eu-west-1): '), message);
    assert.ok(message.includes(words), message);
  });

  it("does without words and request id where there are none", () => {
    assert.equal(
      failed(thrown("AccessDenied", { status: 403, message: "" })).words,
      "RegisterConnector answered AccessDenied (403)",
    );
  });

  it("says what Node said when there was no answer", () => {
    const error = thrown("Error", { code: "ECONNREFUSED", message: "connect ECONNREFUSED 127.0.0.1:1" });
    assert.equal(failed(error).words, "RegisterConnector: ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:1");
  });

  it("cuts a proxy's page short", () => {
    const { words } = failed(thrown("SyntaxError", { status: 502, message: "<html> ".repeat(10_000) }));
    assert.ok(words.length < 600, String(words.length));
  });

  it("names the permission that is missing, in IAM's own spelling", () => {
    const action = (operation: Operation) =>
      /[Aa]llow the caller (.+) See /.exec(
        failed(thrown("AccessDenied", { status: 403 }), operation).message,
      )?.[1];
    assert.equal(action("DescribeConnector"), "appflow:DescribeConnector.");
    assert.equal(action("UnregisterConnector"), "appflow:UnRegisterConnector.");
    assert.equal(action("GetCallerIdentity"), "sts:GetCallerIdentity.");
    assert.equal(action("AssumeRole"), "sts:AssumeRole.");
    assert.equal(action("AssumeRoleWithWebIdentity"), "sts:AssumeRoleWithWebIdentity.");
  });

  it("names both sides of a denied registration: the caller's permissions and the function's policy", () => {
    for (const operation of ["RegisterConnector", "UpdateConnectorRegistration"] as const) {
      const { message } = failed(thrown("AccessDeniedException", { status: 403 }), operation);
      for (const part of [`appflow:${operation}`, "lambda:InvokeFunction", "add-permission"])
        assert.ok(message.includes(part), `${part}: ${message}`);
    }
    const { message } = failed(thrown("AccessDeniedException", { status: 403 }), "UnregisterConnector");
    assert.doesNotMatch(message, /lambda|add-permission/);
  });

  it("keeps the failure as its cause and has no stack in its text", () => {
    const error = thrown("InternalServerException", { status: 500 });
    assert.equal(failed(error).cause, error);
    assert.ok(!/\n|\bat \S+:\d+/.test(failed(error).message));
  });

  it("leaves no placeholder open, for any name and operation", () => {
    for (const operation of ["RegisterConnector", "UnregisterConnector", "GetCallerIdentity"] as const)
      for (const [name, status] of [...NAMES, ["ConflictException", 409] as const]) {
        const { message } = failed(thrown(name, status === undefined ? {} : { status }), operation);
        assert.ok(!/[{}]/.test(message), message);
      }
  });
});

describe("Absence", () => {
  const failing = (error: unknown) =>
    attempt("GetPolicy", SUBJECT, () => {
      throw error as Error;
    });

  it("is a value where the service says that something does not exist", async () => {
    const absent = failing(thrown("ResourceNotFoundException", { status: 404 }));
    assert.equal(await orAbsent(absent), undefined);
    assert.deepEqual(await orAbsent(Promise.resolve({ there: true })), { there: true });
  });

  it("is known by the exception's name alone", async () => {
    for (const error of [
      thrown("NotFound", { status: 404, message: "ResourceNotFoundException" }),
      thrown("AccessDenied", { status: 403, cause: thrown("ResourceNotFoundException") }),
    ]) {
      const call = failing(error);
      const failure: unknown = await call.catch((it: unknown) => it);
      await assert.rejects(orAbsent(call), (rejected) => rejected === failure);
    }
  });

  it("is not what goes wrong on the way: that keeps its own words", async () => {
    const broken = new TypeError("broken");
    await assert.rejects(orAbsent(Promise.reject(broken)), broken);
  });
});
