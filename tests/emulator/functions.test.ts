import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import os from "node:os";
import path from "node:path";
import { spawnSync } from "node:child_process";
import { RegisterConnectorCommand } from "@aws-sdk/client-appflow";
import type { Emulator, FunctionSource } from "../../emulator";
import { arnOf, client, emulated, NODE, PYTHON, refused, registration } from "./account";

const WORDS = /Got error from connector\. No valid response and error details found/;

/** Python isn't on every machine; where it is missing, the tests of Python functions check that this is said. */
const hasPython = spawnSync("python3", ["--version"]).status === 0;

describe("A connector's function", () => {
  let emulator: Emulator;
  let appflow: ReturnType<typeof client>;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "connector-"));
    emulator = await emulated({ functionTimeoutMs: 8000 });
    appflow = client(emulator);
  });

  afterEach(async () => {
    appflow.destroy();
    await emulator.close();
    rmSync(folder, { recursive: true });
  });

  async function shownBy(source: FunctionSource) {
    emulator.functions.register(arnOf("it"), source);
    await appflow.send(new RegisterConnectorCommand(registration("crm", "it")));
    return emulator.connectors.get("crm")?.configuration ?? {};
  }

  const fails = (source: FunctionSource) => refused(shownBy(source), "ConnectorServerException", 400);
  const lastRun = () => emulator.functions.get(arnOf("it"))?.lastRun;

  it("in Node is asked for its configuration, and what it prints doesn't mix with its answer", async () => {
    assert.equal((await shownBy({ node: NODE }))["connectorName"], "Weather");
    assert.match(lastRun()?.log ?? "", /asked for DescribeConnectorConfigurationRequest en_US/);
  });

  it("in Node may take a callback", async () => {
    const { connectorName } = await shownBy({ node: NODE, handler: "index.callback" });
    assert.equal(connectorName, "DescribeConnectorConfigurationRequest");
  });

  it("in Node may be CommonJS in several files", async () => {
    mkdirSync(path.join(folder, "answers"));
    writeFileSync(
      path.join(folder, "index.js"),
      'exports.handler = async () => require("./answers/configuration");',
    );
    writeFileSync(
      path.join(folder, "answers", "configuration.js"),
      'module.exports = { isSuccess: true, connectorName: "Several files" };',
    );
    assert.equal((await shownBy({ node: folder }))["connectorName"], "Several files");
  });

  it("in Node may be an ES module, by its name or by its package", async () => {
    assert.equal((await shownBy({ node: NODE, handler: "modern.handler" }))["connectorName"], "Modern");
    writeFileSync(path.join(folder, "package.json"), '{"type":"module"}');
    writeFileSync(
      path.join(folder, "index.js"),
      "export const handler = async () => ({ isSuccess: true, connectorName: 'Module' });",
    );
    emulator.connectors.remove("crm");
    assert.equal((await shownBy({ node: folder }))["connectorName"], "Module");
  });

  it("sees Lambda's surroundings and nothing of the host's credentials", async () => {
    process.env["AWS_SECRET_ACCESS_KEY"] ??= "canary";
    const { connectorName } = await shownBy({ node: NODE, handler: "index.surroundings" });
    const seen = JSON.parse(connectorName as string) as { names: string[]; function: string; region: string };
    assert.deepEqual([seen.function, seen.region], ["it", "eu-west-1"]);
    const expected =
      /^(PATH|SystemRoot|TEMP|TMP|TMPDIR|LANG|TZ|AWS_REGION|AWS_DEFAULT_REGION|AWS_LAMBDA_(FUNCTION|LOG)_\w+|AWS_EXECUTION_ENV|LAMBDA_TASK_ROOT|FUNCTION_ARN|_HANDLER|__CF_\w+)$/;
    assert.deepEqual(
      seen.names.filter((name) => !expected.test(name)),
      [],
    );
  });

  for (const handler of [
    "crash",
    "rejectLater",
    "exit",
    "abort",
    "huge",
    "nothing",
    "notJson",
    "noSuccess",
    "wrongPipe",
    "missing",
  ])
    it(`in Node that doesn't answer (${handler}) is a ConnectorServerException, and the label stays free`, async () => {
      assert.match((await fails({ node: NODE, handler: `index.${handler}` })).message, WORDS);
      assert.deepEqual(emulator.connectors.list(), []);
      assert.equal((await shownBy({ node: NODE }))["connectorName"], "Weather");
    });

  for (const handler of ["neverEnd", "busy", "flood"])
    it(`that never ends (${handler}) is ended after its time, while others are served`, async () => {
      await emulator.close();
      emulator = await emulated({ functionTimeoutMs: 400 });
      appflow.destroy();
      appflow = client(emulator);
      emulator.functions.register(arnOf("it"), { node: NODE, handler: `index.${handler}` });
      const slow = refused(
        appflow.send(new RegisterConnectorCommand(registration("crm", "it"))),
        "ConnectorServerException",
        400,
      );
      await appflow.send(new RegisterConnectorCommand(registration("other")));
      assert.match((await slow).message, WORDS);
      assert.equal(lastRun()?.failure, "timed out");
      assert.ok((lastRun()?.log.length ?? 0) <= 4096);
    });

  it("that refuses keeps its own words", async () => {
    assert.match(
      (await fails({ node: NODE, handler: "index.refuse" })).message,
      /AccessDenied.*the door is closed/,
    );
    const invalid = shownBy({ node: NODE, handler: "index.invalidCredentials" });
    const failure = await refused(invalid, "ConnectorAuthenticationException", 401);
    assert.match(failure.message, /InvalidCredentials.*wrong key/);
  });

  it("tells the developer why it crashed", async () => {
    await fails({ node: NODE, handler: "index.crash" });
    assert.match(lastRun()?.detail ?? "", /no luck/);
    await fails({ node: NODE, handler: "elsewhere.handler" });
    assert.match(lastRun()?.detail ?? "", /cannot find the handler's file/);
  });

  if (hasPython) {
    it("in Python is asked for its configuration", async () => {
      const shown = await shownBy({ python: PYTHON });
      assert.deepEqual([shown["connectorName"], shown["connectorOwner"]], ["Python weather", "it"]);
    });

    for (const handler of ["crash", "leave", "leave_politely", "not_json", "missing"])
      it(`in Python that doesn't answer (${handler}) is a ConnectorServerException`, async () => {
        assert.match((await fails({ python: PYTHON, handler: `lambda_function.${handler}` })).message, WORDS);
      });
  }

  it("without its interpreter says so", async () => {
    await fails({ python: PYTHON, interpreter: "no-such-python" });
    assert.equal(lastRun()?.failure, "no interpreter");
    assert.match(lastRun()?.detail ?? "", /could not start "no-such-python"/);
  });

  it("takes the processes it started with it", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const child = `require("net").connect(${port},"127.0.0.1")`;
    const code = `exports.handler = () => { require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}]); return new Promise(() => {}); };`;
    writeFileSync(path.join(folder, "index.cjs"), code);
    const call = shownBy({ node: folder }).catch(() => undefined);
    const [socket] = (await once(server, "connection")) as [Socket];
    const gone = once(
      socket.resume().on("error", () => undefined),
      "close",
    );
    await emulator.close();
    await Promise.all([gone, call]);
    server.close();
  });

  it("behind a URL is invoked there", async () => {
    const events: string[] = [];
    const invoke = createHttpServer((request, response) => {
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
      (await shownBy({ url: `${url}/2015-03-31/functions/function/invocations` }))["connectorName"],
      "Remote",
    );
    assert.deepEqual(
      events.map((it) => JSON.parse(it) as object),
      [{ type: "DescribeConnectorConfigurationRequest", locale: "en_US" }],
    );
    emulator.connectors.remove("crm");
    for (const route of ["failed", "broken", "text"])
      assert.match((await fails({ url: `${url}/${route}` })).message, WORDS);
    invoke.closeAllConnections();
    invoke.close();
    await once(invoke, "close");
    await fails({ url });
    assert.equal(lastRun()?.failure, "not reachable");
  });

  it("is refused with clear words when it can't exist", () => {
    mkdirSync(path.join(folder, "empty"));
    const { functions } = emulator;
    assert.throws(() => functions.register("crm", { node: NODE }), /no ARN of a Lambda function/);
    assert.throws(
      () => functions.register(arnOf("it"), { node: path.join(folder, "none") }),
      /there is no folder/,
    );
    assert.throws(() => functions.register(arnOf("it"), { url: "nowhere" }), /is no URL/);
    assert.throws(() => functions.register(arnOf("it"), {} as never), /must name a folder/);
    assert.throws(() => functions.addPermission(arnOf("it"), {} as never), /register it first/);
  });
});
