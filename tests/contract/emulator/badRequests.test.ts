import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Appflow } from "@aws-sdk/client-appflow";
import { startEmulator } from "../../../emulator/index";
import { connection, eachTestEmulator, post, registration } from "../../support/emulator/testEmulator";

describe("The embedded AppFlow under bad requests", () => {
  const aws = eachTestEmulator(() => ({ journalLimit: 50 }));

  async function refusalOf(call: Promise<Response>): Promise<[status: number, type: string | null, message: string]> {
    const response = await call;
    const { message } = (await response.json()) as { message: string };
    assert.match(response.headers.get("x-amzn-requestid") ?? "", /^[0-9a-f-]{36}$/);
    return [response.status, response.headers.get("x-amzn-errortype"), message];
  }

  it("says which route it doesn't know, and which method it takes", async () => {
    const [status, type, message] = await refusalOf(post(aws, "/start-flow", "{}"));
    assert.deepEqual([status, type], [404, "UnknownOperationException"]);
    assert.match(message, /POST \/start-flow is not emulated/);
    assert.match((await refusalOf(fetch(`${aws.url}/register-connector`)))[2], /takes POST, not GET/);
  });

  it("needs credentials of the service", async () => {
    const bare = (headers: Record<string, string>) => post(aws, "/list-connectors", "{}", { headers });
    const missing = [403, "MissingAuthenticationTokenException", "Missing Authentication Token"];
    assert.deepEqual(await refusalOf(bare({})), missing);
    assert.deepEqual(await refusalOf(bare({ authorization: "Bearer canary" })), missing);
    assert.deepEqual(await refusalOf(bare({ authorization: "AWS4-HMAC-SHA256 Credential=a/b/c" })), missing);
    const other = "AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/s3/aws4_request, Signature=0";
    assert.equal((await refusalOf(bare({ authorization: other })))[1], "InvalidSignatureException");
    const stale = other.replace("=a/", "=ASIAUNKNOWN/").replace("s3", "appflow");
    assert.equal((await refusalOf(bare({ authorization: stale })))[1], "UnrecognizedClientException");
  });

  it("reads only JSON objects", async () => {
    for (const body of ["not json", "[]", "1", '"x"', '{"connectorLabel":{}}', '{"connectorLabel":'])
      assert.equal((await refusalOf(post(aws, "/register-connector", body)))[1], "SerializationException", body);
    const deep = `{"connectorLabel":"crm","x":${"[".repeat(500_000)}${"]".repeat(500_000)}}`;
    const [status, type, message] = await refusalOf(post(aws, "/register-connector", deep));
    assert.deepEqual([status, type], [400, "SerializationException"]);
    assert.match(message, /nested deeper than 256 levels/);
    const control = await fetch(`${aws.url}/_emulator/connector?label=crm`, {
      method: "PUT",
      body: deep,
    });
    assert.equal(control.status, 400);
    assert.equal((await post(aws, "/list-connectors", "")).status, 200);
  });

  it("isn't confused by names that objects inherit", async () => {
    const body = JSON.stringify({ ...registration("constructor"), __proto__: 1 });
    assert.equal((await post(aws, "/register-connector", body)).status, 200);
    assert.equal((await post(aws, "/register-connector", '{"connectorLabel":"__proto__"}')).status, 400);
    assert.equal(aws.connectors.get("toString"), undefined);
  });

  it("keeps secrets out of its journal, and so many calls at most", async () => {
    const appflow = new Appflow({
      ...connection(aws),
      credentials: {
        accessKeyId: "AKIACANARY",
        secretAccessKey: "canary-secret",
        sessionToken: "canary-session",
      },
    });
    await appflow.registerConnector({ ...registration(), description: "canary-description" });
    await post(aws, "/create-connector-profile", '{"connectorLabel":"crm","secret":"canary-password"}');
    assert.equal(aws.journal.entries.length, 2);
    assert.doesNotMatch(JSON.stringify(aws.journal.entries), /canary/i);
    for (let n = 0; n < 60; n += 1) await post(aws, "/list-connectors", "{}");
    assert.equal(aws.journal.entries.length, 50);
    appflow.destroy();
  });

  it("runs beside others in one process and shares nothing with them", async () => {
    const other = await startEmulator();
    aws.connectors.put("crm");
    aws.faults.add({ kind: "empty" });
    assert.deepEqual([other.connectors.list(), other.faults.list()], [[], []]);
    await other.close();
  });

  it("says which port is taken, and what to do", async () => {
    const taken = startEmulator({ port: aws.port });
    await assert.rejects(
      taken,
      new RegExp(`127\\.0\\.0\\.1:${aws.port}: port ${aws.port} is taken .* choose another port`),
    );
    await assert.rejects(startEmulator({ host: "203.0.113.1" }), /no address of this machine/);
  });

  it("closes once, also when it is told twice, and frees its port", async () => {
    await Promise.all([aws.close(), aws.close()]);
    const next = createServer().listen(aws.port, "127.0.0.1");
    await once(next, "listening");
    assert.equal((next.address() as AddressInfo).port, aws.port);
    next.close();
  });
});
