import assert from "node:assert/strict";
import type { Operation } from "../../../../provider/aws/errorCodes";
import { type CallTrace, toServiceFailure } from "../../../../provider/aws/errors";

/** What the AWS SDK throws. */
function thrown(name: string, rest: object = {}, status?: number): Error {
  const $metadata = status === undefined ? {} : { httpStatusCode: status };
  return Object.assign(new Error("words"), { name, $metadata, ...rest });
}

/** The failure of a call that was sent, with what its attempts before the last one failed with. */
const failed = (error: Error, operation: Operation = "RegisterConnector", earlier: unknown[] = []) => {
  const trace: CallTrace = { failures: [...earlier, error], isSent: true };
  return toServiceFailure(error, operation, trace);
};
const kind = (...args: Parameters<typeof failed>) => {
  const { code, outcome } = failed(...args);
  return `${outcome} ${code}`;
};

const BROKEN = thrown("TimeoutError", { code: "ECONNRESET" });
const REFUSED = thrown("ThrottlingException", {}, 429);

describe("A failure after several attempts", () => {
  for (const [operation, code] of [
    ["RegisterConnector", "registration-denied"],
    ["UpdateConnectorRegistration", "registration-denied"],
    ["UnregisterConnector", "access-denied"],
  ] as const)
    it(`of ${operation} leaves open what an earlier one did that broke, and only then`, () => {
      const after = (...earlier: unknown[]) => kind(thrown("AccessDeniedException", {}, 403), operation, earlier);
      assert.equal(after(REFUSED, BROKEN, REFUSED), `retried ${code}`);
      assert.equal(after("no error at all"), `retried ${code}`);
      assert.equal(after(REFUSED, REFUSED), `definite ${code}`);
      assert.equal(after(), `definite ${code}`);
    });

  for (const operation of ["DescribeConnector", "ListConnectors", "GetCallerIdentity", "AssumeRole"] as const)
    it(`of ${operation}, which writes nothing, is as definite as after one`, () => {
      const last = thrown("ThrottlingException", {}, 429);
      assert.equal(kind(last, operation, [BROKEN]), "definite throttled");
    });

  it("that is open anyway stays so", () => {
    const last = thrown("InternalServerException", {}, 500);
    assert.equal(kind(last, "RegisterConnector", [BROKEN]), "ambiguous service-failed");
  });
});

describe("What a failure is told by", () => {
  it("is its code before its name: the SDK calls a broken connection a time-out", () => {
    assert.equal(kind(thrown("TimeoutError", { code: "ECONNRESET" })), "ambiguous connection-lost");
    assert.equal(kind(thrown("TimeoutError", { code: "ECONNREFUSED" })), "definite endpoint-unreachable");
  });

  it("is its cause's code before its name", () => {
    const cause = Object.assign(new Error("inner"), { code: "EPIPE" });
    assert.equal(kind(thrown("TimeoutError", { cause })), "ambiguous connection-lost");
  });

  it("is its name where the code says nothing", () => {
    assert.equal(kind(thrown("ConflictException", { code: "UNHEARD_OF" }, 409)), "definite label-conflict");
    assert.equal(kind(thrown("TimeoutError", { code: 5, cause: "text" })), "ambiguous timed-out");
  });

  it("is a URL that none is, too", () => {
    assert.equal(kind(thrown("TypeError", { code: "ERR_INVALID_URL" })), "definite endpoint-unreachable");
    const real = (() => {
      try {
        return new URL("appflow.example");
      } catch (error) {
        return error as Error;
      }
    })();
    assert.equal(kind(real as Error), "definite endpoint-unreachable");
  });

  for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty", "valueOf"])
    it(`is not what every object has: ${name}`, () => {
      assert.equal(kind(thrown(name, {}, 400)), "definite service-error");
      assert.equal(kind(thrown("Error", { code: name })), "ambiguous service-error");
      assert.equal(
        kind(thrown("Error", { cause: Object.assign(new Error(), { code: name }) })),
        "ambiguous service-error",
      );
    });
});

describe("The words of a failure", () => {
  it("lack the SDK's advice on its own debugging", () => {
    const advice = "to see the raw response, inspect the hidden field {error}.$response on this object.";
    for (const message of [
      `Unexpected token '<'\n  Deserialization error: ${advice}`,
      advice,
      `${advice} ${advice} more`,
    ]) {
      const { serviceMessage, message: whole } = failed(thrown("SyntaxError", { message }, 502));
      assert.doesNotMatch(serviceMessage, /raw response|hidden field|\$response/);
      assert.doesNotMatch(whole, /raw response|hidden field|\$response/);
    }
    const { serviceMessage } = failed(thrown("SyntaxError", { message: `Unexpected token '<' ${advice}` }, 502));
    assert.equal(serviceMessage, "RegisterConnector answered SyntaxError (502): Unexpected token '<'");
  });
});
