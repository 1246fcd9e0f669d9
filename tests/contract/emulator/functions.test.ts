import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { FunctionSource } from "../../../emulator/index";
import { arnOf, assertRefused, eachTestEmulator, HAS_PYTHON, NODE, PYTHON } from "../../support/emulator/testEmulator";
import { eachTestFolder } from "../../support/emulator/testFolder";

const NO_VALID_RESPONSE = /Got error from connector\. No valid response and error details found/;

describe("A connector's function", () => {
  const inFolder = eachTestFolder();
  const aws = eachTestEmulator(() => ({ functionTimeoutMs: 8000 }));

  /** Registers a connector with the function, and tells its configuration. */
  async function configurationOf(source: FunctionSource) {
    aws.connectors.remove("crm");
    aws.functions.register(arnOf("it"), source);
    await aws.register("crm", {}, "it");
    return aws.connectors.get("crm")?.configuration ?? {};
  }

  const failureOf = (source: FunctionSource) => assertRefused(configurationOf(source), "ConnectorServerException", 400);
  const lastRun = () => aws.functions.get(arnOf("it"))?.lastRun;

  it("in Node is asked for its configuration, and what it prints doesn't mix with its answer", async () => {
    assert.equal((await configurationOf({ node: NODE }))["connectorName"], "Weather");
    assert.match(lastRun()?.log ?? "", /asked for DescribeConnectorConfigurationRequest en_US/);
  });

  it("in Node may take a callback", async () => {
    const { connectorName } = await configurationOf({ node: NODE, handler: "index.callback" });
    assert.equal(connectorName, "DescribeConnectorConfigurationRequest");
  });

  it("in Node may be CommonJS in several files", async () => {
    mkdirSync(inFolder("answers"));
    writeFileSync(inFolder("index.js"), 'exports.handler = async () => require("./answers/configuration");');
    const configuration = 'module.exports = { isSuccess: true, connectorName: "Several files" };';
    writeFileSync(inFolder("answers", "configuration.js"), configuration);
    assert.equal((await configurationOf({ node: inFolder() }))["connectorName"], "Several files");
  });

  it("in Node may be an ES module, by its name or by its package", async () => {
    assert.equal((await configurationOf({ node: NODE, handler: "modern.handler" }))["connectorName"], "Modern");
    writeFileSync(inFolder("package.json"), '{"type":"module"}');
    writeFileSync(
      inFolder("index.js"),
      "export const handler = async () => ({ isSuccess: true, connectorName: 'Module' });",
    );
    assert.equal((await configurationOf({ node: inFolder() }))["connectorName"], "Module");
  });

  it("sees Lambda's surroundings and nothing of the host's credentials", async () => {
    process.env["AWS_SECRET_ACCESS_KEY"] ??= "canary";
    const { connectorName } = await configurationOf({ node: NODE, handler: "index.surroundings" });
    const surroundings = JSON.parse(connectorName as string) as {
      names: string[];
      function: string;
      region: string;
    };
    assert.deepEqual([surroundings.function, surroundings.region], ["it", "eu-west-1"]);
    const expected =
      /^(PATH|SystemRoot|TEMP|TMP|TMPDIR|LANG|TZ|AWS_REGION|AWS_DEFAULT_REGION|AWS_LAMBDA_(FUNCTION|LOG)_\w+|AWS_EXECUTION_ENV|LAMBDA_TASK_ROOT|FUNCTION_ARN|_HANDLER|__CF_\w+)$/;
    assert.deepEqual(
      surroundings.names.filter((name) => !expected.test(name)),
      [],
    );
  });

  it("that refuses keeps its own words", async () => {
    assert.match(
      (await failureOf({ node: NODE, handler: "index.refuse" })).message,
      /AccessDenied.*the door is closed/,
    );
    const invalid = configurationOf({ node: NODE, handler: "index.invalidCredentials" });
    const failure = await assertRefused(invalid, "ConnectorAuthenticationException", 401);
    assert.match(failure.message, /InvalidCredentials.*wrong key/);
  });

  if (HAS_PYTHON)
    it("in Python is asked for its configuration", async () => {
      const { connectorName, connectorOwner } = await configurationOf({ python: PYTHON });
      assert.deepEqual([connectorName, connectorOwner], ["Python weather", "it"]);
    });

  it("without its interpreter says so", async () => {
    await failureOf({ python: PYTHON, interpreter: "no-such-python" });
    assert.equal(lastRun()?.failure, "no interpreter");
    assert.match(lastRun()?.detail ?? "", /could not start "no-such-python"/);
  });

  it("behind a URL is invoked there", async () => {
    const events: string[] = [];
    const invoke = createServer((request, response) => {
      request.on("data", (chunk: Buffer) => events.push(chunk.toString()));
      request.on("end", () => {
        if (request.url === "/failed") response.setHeader("x-amz-function-error", "Unhandled");
        if (request.url === "/broken") response.statusCode = 500;
        response.end(request.url === "/text" ? "text" : '{"isSuccess":true,"connectorName":"Remote"}');
      });
    }).listen(0, "127.0.0.1");
    await once(invoke, "listening");
    const url = `http://127.0.0.1:${(invoke.address() as AddressInfo).port}`;
    assert.equal(
      (await configurationOf({ url: `${url}/2015-03-31/functions/function/invocations` }))["connectorName"],
      "Remote",
    );
    assert.deepEqual(
      events.map((it) => JSON.parse(it) as object),
      [{ type: "DescribeConnectorConfigurationRequest", locale: "en_US" }],
    );
    for (const route of ["failed", "broken", "text"])
      assert.match((await failureOf({ url: `${url}/${route}` })).message, NO_VALID_RESPONSE);
    invoke.closeAllConnections();
    invoke.close();
    await once(invoke, "close");
    await failureOf({ url });
    assert.equal(lastRun()?.failure, "not reachable");
  });

  it("is refused with clear words when it can't exist", () => {
    const { functions } = aws;
    assert.throws(() => functions.register("crm", { node: NODE }), /no ARN of a Lambda function/);
    assert.throws(() => functions.register(arnOf("it"), { node: inFolder("none") }), /there is no folder/);
    assert.throws(() => functions.register(arnOf("it"), { url: "nowhere" }), /is no URL/);
    assert.throws(() => functions.register(arnOf("it"), {} as never), /must name a folder/);
    assert.throws(() => functions.addPermission(arnOf("it"), {} as never), /register it first/);
  });
});
