import assert from "node:assert/strict";
import { toServiceFailure } from "../../../../provider/aws/errors";

type Operation = Parameters<typeof toServiceFailure>[1];

/** What the AWS SDK throws. */
function thrown(name: string, status?: number, rest: { message?: string; code?: string } = {}): Error {
  const $metadata = status === undefined ? {} : { httpStatusCode: status, requestId: "1f2e" };
  return Object.assign(new Error(rest.message ?? "words"), { name, $metadata, ...rest });
}

const failed = (error: unknown, operation: Operation = "RegisterConnector") => toServiceFailure(error, operation);

describe("The message of a failed call", () => {
  it("keeps the service's message, status and request id", () => {
    const message = "The connector\n  crashed.";
    const failure = failed(thrown("ConnectorServerException", 400, { message }));
    assert.equal(
      failure.serviceMessage,
      "RegisterConnector answered ConnectorServerException (400, request 1f2e): The connector crashed.",
    );
    assert.ok(failure.message.includes(failure.serviceMessage), failure.message);
  });

  it("does without a message and a request id where there are none", () => {
    const error = Object.assign(thrown("AccessDenied", 403, { message: "" }), {
      $metadata: { httpStatusCode: 403 },
    });
    assert.equal(failed(error).serviceMessage, "RegisterConnector answered AccessDenied (403)");
  });

  it("says what Node said when there was no answer", () => {
    const error = thrown("Error", undefined, {
      code: "ECONNREFUSED",
      message: "connect ECONNREFUSED 127.0.0.1:1",
    });
    assert.equal(failed(error).serviceMessage, "RegisterConnector: ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:1");
  });

  it("says nothing of code that stumbled over an answer", () => {
    for (const name of ["TypeError", "RangeError"])
      assert.equal(failed(thrown(name)).serviceMessage, "RegisterConnector answered in another shape than its own");
  });

  it("cuts a proxy's page short", () => {
    const page = "<html> ".repeat(10_000);
    const { serviceMessage } = failed(thrown("SyntaxError", 502, { message: page }));
    assert.ok(serviceMessage.length < 600, String(serviceMessage.length));
    assert.match(serviceMessage, /: <html> <html> .*\.\.\.$/);
  });

  for (const [what, error, expected] of [
    ["no text", thrown("Error", undefined, { code: "ECONNREFUSED", message: "" }), "ECONNREFUSED"],
    ["a text that is none", Object.assign(thrown("Odd"), { message: 5 }), "Odd"],
    ["no error", "text", "text"],
  ] as const)
    it(`says what there is to say of ${what}`, () => {
      const { serviceMessage } = toServiceFailure(error, "RegisterConnector", undefined, ["secret"]);
      assert.equal(serviceMessage, `RegisterConnector: ${expected}`);
    });

  for (const [operation, action] of [
    ["DescribeConnector", "appflow:DescribeConnector"],
    ["UnregisterConnector", "appflow:UnRegisterConnector"],
    ["GetFunction", "lambda:GetFunction"],
    ["GetPolicy", "lambda:GetPolicy"],
    ["Invoke", "lambda:InvokeFunction"],
    ["GetCallerIdentity", "sts:GetCallerIdentity"],
    ["AssumeRole", "sts:AssumeRole"],
    ["AssumeRoleWithWebIdentity", "sts:AssumeRoleWithWebIdentity"],
  ] as const)
    it(`names the missing permission in IAM's own spelling: ${action}`, () => {
      const { message } = failed(thrown("AccessDenied", 403), operation);
      assert.match(message, new RegExp(`[Aa]llow the caller ${action}\\. See `));
    });

  it("names both sides of a denied registration: the caller's permissions and the function's policy", () => {
    for (const operation of ["RegisterConnector", "UpdateConnectorRegistration"] as const) {
      const { message } = failed(thrown("AccessDeniedException", 403), operation);
      for (const part of [`appflow:${operation}`, "lambda:InvokeFunction", "add-permission"])
        assert.ok(message.includes(part), `${part}: ${message}`);
    }
    const { message } = failed(thrown("AccessDeniedException", 403), "UnregisterConnector");
    assert.doesNotMatch(message, /lambda|add-permission/);
  });

  it("keeps the failure as its cause, and has neither a heading nor a stack nor an open placeholder", () => {
    for (const operation of ["RegisterConnector", "UnregisterConnector", "GetCallerIdentity"] as const)
      for (const [name, status] of [
        ["InternalServerException", 500],
        ["ConflictException", 409],
        ["CredentialsProviderError", undefined],
        ["UnheardOfException", 400],
      ] as const) {
        const error = thrown(name, status);
        const { message, cause, details } = failed(error, operation);
        assert.deepEqual([cause, details.scope], [error, undefined]);
        assert.doesNotMatch(message, /[{}]|\n|\bat \S+:\d+|^registering/);
      }
  });
});

describe("A message that quotes a value which may be a secret", () => {
  const SECRET = 'of the "sales"\nteam';
  const messageOf = (message: string, ...sensitive: string[]) =>
    toServiceFailure(thrown("ValidationException", 400, { message }), "RegisterConnector", undefined, sensitive);
  const WITHHELD =
    "RegisterConnector answered ValidationException (400, request 1f2e): (AWS's words are withheld: they quote a value that may be a secret)";

  for (const [what, message] of [
    ["as it is", `Value '${SECRET}' failed to satisfy constraint: it's odd`],
    ["as in JSON", `Value [${JSON.stringify(SECRET).slice(1, -1)}] failed to satisfy constraint: it's odd`],
  ] as const)
    it(`is withheld as a whole where it quotes it ${what}, and says so`, () => {
      const failure = messageOf(message, "", SECRET);
      assert.equal(failure.serviceMessage, WITHHELD);
      assert.equal(failure.code, "rejected");
      assert.doesNotMatch(failure.message, /sales|odd/);
    });

  it("keeps what it says of a call that got no answer: its name and code", () => {
    const error = thrown("Error", undefined, { code: "ECONNRESET", message: "while sending secret" });
    const { serviceMessage } = toServiceFailure(error, "RegisterConnector", undefined, ["secret"]);
    assert.match(serviceMessage, /^RegisterConnector: ECONNRESET: \(AWS's words are withheld/);
  });

  it("is told where the value has at most 3 characters: it stands in many words", () => {
    const message = "Value 'odd' failed";
    assert.match(messageOf(message, "odd").serviceMessage, /Value 'odd' failed$/);
    assert.equal(messageOf("Value 'odds' failed", "odds").serviceMessage, WITHHELD);
  });

  it("is told where it quotes none", () => {
    assert.match(messageOf("Value failed", SECRET, "another").serviceMessage, /: Value failed$/);
  });
});
