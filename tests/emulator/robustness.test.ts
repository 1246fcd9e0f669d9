import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { AppflowClient, RegisterConnectorCommand } from "@aws-sdk/client-appflow";
import { type Emulator, startEmulator } from "../../emulator";
import { connection, emulated, post, registration } from "./account";

interface Refusal {
  message: string;
}

describe("The embedded AppFlow under bad requests", () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await emulated({ journalLimit: 50 });
  });

  afterEach(() => emulator.close());

  async function answered(
    call: Promise<Response>,
  ): Promise<[status: number, type: string | null, message: string]> {
    const response = await call;
    const { message } = (await response.json()) as Refusal;
    assert.match(response.headers.get("x-amzn-requestid") ?? "", /^[0-9a-f-]{36}$/);
    return [response.status, response.headers.get("x-amzn-errortype"), message];
  }

  it("refuses bodies over 1 MiB, with or without a length, and serves the next request", async () => {
    const large = "x".repeat(1024 * 1024 + 1);
    const chunked = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from(large));
        controller.close();
      },
    });
    for (const body of [large, chunked]) {
      const call = fetch(`${emulator.url}/register-connector`, {
        method: "POST",
        body,
        duplex: "half",
      });
      const [status, type, message] = await answered(call);
      assert.deepEqual([status, type], [413, "RequestEntityTooLargeException"]);
      assert.match(message, /1 MiB/);
    }
    assert.equal((await post(emulator, "/list-connectors", "{}")).status, 200);
  });

  it("says which route it doesn't know, and which method it takes", async () => {
    const [status, type, message] = await answered(post(emulator, "/start-flow", "{}"));
    assert.deepEqual([status, type], [404, "UnknownOperationException"]);
    assert.match(message, /POST \/start-flow is not emulated/);
    assert.match((await answered(fetch(`${emulator.url}/register-connector`)))[2], /takes POST, not GET/);
  });

  it("needs credentials of the service", async () => {
    const bare = (headers: Record<string, string>) => post(emulator, "/list-connectors", "{}", { headers });
    const missing = [403, "MissingAuthenticationTokenException", "Missing Authentication Token"];
    assert.deepEqual(await answered(bare({})), missing);
    assert.deepEqual(await answered(bare({ authorization: "Bearer canary" })), missing);
    assert.deepEqual(await answered(bare({ authorization: "AWS4-HMAC-SHA256 Credential=a/b/c" })), missing);
    const other = "AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/s3/aws4_request, Signature=0";
    assert.equal((await answered(bare({ authorization: other })))[1], "InvalidSignatureException");
    const stale = other.replace("=a/", "=ASIAUNKNOWN/").replace("s3", "appflow");
    assert.equal((await answered(bare({ authorization: stale })))[1], "UnrecognizedClientException");
  });

  it("reads only JSON objects", async () => {
    for (const body of ["not json", "[]", "1", '"x"', '{"connectorLabel":{}}', '{"connectorLabel":'])
      assert.equal(
        (await answered(post(emulator, "/register-connector", body)))[1],
        "SerializationException",
        body,
      );
    const deep = `{"connectorLabel":"crm","x":${"[".repeat(500_000)}${"]".repeat(500_000)}}`;
    const [status, type, message] = await answered(post(emulator, "/register-connector", deep));
    assert.deepEqual([status, type], [400, "SerializationException"]);
    assert.match(message, /nested deeper than 256 levels/);
    const control = await fetch(`${emulator.url}/_emulator/connector?label=crm`, {
      method: "PUT",
      body: deep,
    });
    assert.equal(control.status, 400);
    assert.equal((await post(emulator, "/list-connectors", "")).status, 200);
  });

  it("isn't confused by names that objects inherit", async () => {
    const body = JSON.stringify({ ...registration("constructor"), __proto__: 1 });
    assert.equal((await post(emulator, "/register-connector", body)).status, 200);
    assert.equal((await post(emulator, "/register-connector", '{"connectorLabel":"__proto__"}')).status, 400);
    assert.equal(emulator.connectors.get("toString"), undefined);
  });

  it("keeps secrets out of its journal, and so many calls at most", async () => {
    const appflow = new AppflowClient({
      ...connection(emulator),
      credentials: {
        accessKeyId: "AKIACANARY",
        secretAccessKey: "canary-secret",
        sessionToken: "canary-session",
      },
    });
    await appflow.send(
      new RegisterConnectorCommand({ ...registration(), description: "canary-description" }),
    );
    await post(emulator, "/create-connector-profile", '{"connectorLabel":"crm","secret":"canary-password"}');
    assert.equal(emulator.journal.entries.length, 2);
    assert.doesNotMatch(JSON.stringify(emulator.journal.entries), /canary/i);
    for (let n = 0; n < 60; n += 1) await post(emulator, "/list-connectors", "{}");
    assert.equal(emulator.journal.entries.length, 50);
    appflow.destroy();
  });

  it("runs beside others in one process and shares nothing with them", async () => {
    const other = await startEmulator();
    emulator.connectors.put("crm");
    emulator.faults.add({ kind: "empty" });
    assert.deepEqual([other.connectors.list(), other.faults.list()], [[], []]);
    await other.close();
  });

  it("says which port is taken, and what to do", async () => {
    const taken = startEmulator({ port: emulator.port });
    await assert.rejects(
      taken,
      new RegExp(`127\\.0\\.0\\.1:${emulator.port}: port ${emulator.port} is taken .* choose another port`),
    );
    await assert.rejects(startEmulator({ host: "203.0.113.1" }), /no address of this machine/);
  });

  it("closes once, also when it is told twice, and frees its port", async () => {
    await Promise.all([emulator.close(), emulator.close()]);
    const next = createServer().listen(emulator.port, "127.0.0.1");
    await once(next, "listening");
    assert.equal((next.address() as AddressInfo).port, emulator.port);
    next.close();
  });
});
