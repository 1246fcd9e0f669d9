import assert from "node:assert/strict";
import {
  DescribeConnectorCommand,
  ListConnectorsCommand,
  RegisterConnectorCommand,
  UnregisterConnectorCommand,
  paginateListConnectors,
} from "@aws-sdk/client-appflow";
import type { Emulator, Fault } from "../../emulator";
import { ACCOUNT, client, emulated, post, refused, registration, REGION } from "./account";

/** The nine exceptions of RegisterConnector with the model's status. */
const EXCEPTIONS: [type: string, status: number][] = [
  ["ValidationException", 400],
  ["ConflictException", 409],
  ["AccessDeniedException", 403],
  ["ResourceNotFoundException", 404],
  ["ServiceQuotaExceededException", 402],
  ["ThrottlingException", 429],
  ["InternalServerException", 500],
  ["ConnectorServerException", 400],
  ["ConnectorAuthenticationException", 401],
];

/** Faults that spoil an answer: what a raw client meets, and whether the registration exists afterwards. */
const SPOILED: [kind: Fault["kind"], meets: string, registered: boolean][] = [
  ["resetBefore", "broken", false],
  ["resetAfter", "broken", true],
  ["truncated", "broken", true],
  ["html", "502 text/html no json", false],
  ["empty", "200 application/json no json", true],
  ["notJson", "200 application/json no json", true],
  [{ body: "[]" }, "200 application/json json", true],
  ["wrongContentType", "200 text/html json", true],
  ["status500", "500 application/json json", false],
  ["status503", "503 application/json json", false],
  [{ slowHeadersMs: 20 }, "200 application/json json", true],
  [{ slowBodyMs: 20 }, "200 application/json json", true],
  [{ delayMs: 10 }, "200 application/json json", true],
  [{ delayAfterMs: 10 }, "200 application/json json", true],
  ["duplicate", "409 application/json json", true],
];

async function met(answer: Promise<Response>): Promise<string> {
  try {
    const response = await answer;
    const text = await response.text();
    const type = response.headers.get("content-type") ?? "";
    return `${response.status} ${type} ${isJson(text) ? "json" : "no json"}`;
  } catch {
    return "broken";
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("Faults of the embedded AppFlow", () => {
  let emulator: Emulator;
  let appflow: ReturnType<typeof client>;

  beforeEach(async () => {
    emulator = await emulated();
    appflow = client(emulator);
  });

  afterEach(async () => {
    appflow.destroy();
    await emulator.close();
  });

  const register = (label = "crm") => appflow.send(new RegisterConnectorCommand(registration(label)));
  const describeIt = () =>
    appflow.send(new DescribeConnectorCommand({ connectorType: "CustomConnector", connectorLabel: "crm" }));
  const registered = () => emulator.connectors.get("crm") !== undefined;

  for (const [type, status] of EXCEPTIONS)
    it(`answer ${type} with status ${status}, once and without effect`, async () => {
      emulator.faults.add({ kind: { error: { type, message: "on demand" } } });
      assert.equal((await refused(register(), type, status)).message, "on demand");
      assert.equal(registered(), false);
      await register();
      assert.equal(registered(), true);
    });

  it("may take effect all the same", async () => {
    emulator.faults.add({ kind: { error: { type: "InternalServerException" } }, effect: true });
    await refused(register(), "InternalServerException", 500);
    assert.equal(registered(), true);
  });

  for (const [kind, meets, after] of SPOILED)
    it(`spoil an answer: ${JSON.stringify(kind)}`, async () => {
      emulator.faults.add({ kind, operation: "RegisterConnector" });
      assert.equal(await met(post(emulator, "/register-connector", JSON.stringify(registration()))), meets);
      assert.equal(registered(), after);
    });

  for (const kind of ["hangBefore", "hangAfter"] as const)
    it(`leave a caller waiting until it gives up: ${kind}`, async () => {
      emulator.faults.add({ kind });
      const signal = AbortSignal.timeout(200);
      const call = post(emulator, "/register-connector", JSON.stringify(registration()), { signal });
      await assert.rejects(call);
      assert.equal(registered(), kind === "hangAfter");
    });

  it("end with the emulator, whoever still waits", async () => {
    emulator.faults.add({ kind: "hangBefore" });
    emulator.faults.add({ kind: { delayMs: 3_600_000 } });
    const waiting = [register("one"), register("two")].map((it) => assert.rejects(it));
    while (emulator.faults.list().length > 0) await new Promise(setImmediate);
    await emulator.close();
    await Promise.all(waiting);
  });

  it("hide the last write from a reader, for as many reads as told", async () => {
    await register("older");
    await register();
    emulator.faults.add({ kind: "stale", operation: "DescribeConnector", times: 2 });
    await refused(describeIt(), "ResourceNotFoundException", 404);
    await refused(describeIt(), "ResourceNotFoundException", 404);
    await describeIt();
    emulator.faults.add({ kind: "stale", operation: "ListConnectors" });
    const listed = async () => {
      const { connectors } = await appflow.send(new ListConnectorsCommand({ maxResults: 100 }));
      return connectors?.flatMap((it) => it.connectorLabel ?? []);
    };
    assert.deepEqual(await listed(), ["older"]);
    assert.deepEqual(await listed(), ["crm", "older"]);
  });

  it("show what was removed, to a reader who is late", async () => {
    await register();
    await appflow.send(new UnregisterConnectorCommand({ connectorLabel: "crm" }));
    emulator.faults.add({ kind: "stale" });
    assert.equal((await describeIt()).connectorConfiguration?.connectorLabel, "crm");
    await refused(describeIt(), "ResourceNotFoundException", 404);
  });

  it("remove or change a registration just before a call", async () => {
    await register();
    emulator.faults.add({ kind: { change: { description: "changed" } }, operation: "DescribeConnector" });
    assert.equal((await describeIt()).connectorConfiguration?.connectorDescription, "changed");
    emulator.faults.add({ kind: "vanish", operation: "DescribeConnector" });
    await refused(describeIt(), "ResourceNotFoundException", 404);
    assert.equal(registered(), false);
  });

  it("give an empty page first", async () => {
    await register();
    emulator.faults.add({ kind: "emptyPage", operation: "ListConnectors" });
    const sizes: number[] = [];
    const labels: (string | undefined)[] = [];
    for await (const { connectors = [] } of paginateListConnectors({ client: appflow, pageSize: 100 }, {})) {
      sizes.push(connectors.length);
      labels.push(...connectors.map((it) => it.connectorLabel));
    }
    assert.equal(sizes[0], 0);
    assert.ok(labels.includes("crm"));
  });

  it("throttle, and the SDK's own retries get through", async () => {
    emulator.faults.add({ kind: { throttlePerSecond: 5 }, times: "always" });
    const patient = client(emulator, ACCOUNT, REGION, 10);
    const calls = Array.from({ length: 8 }, (_, n) =>
      patient.send(new RegisterConnectorCommand(registration(`c${n}`))),
    );
    await Promise.all(calls);
    assert.equal(emulator.connectors.list().length, 8);
    assert.ok(emulator.journal.entries.some((it) => it.errorType === "ThrottlingException"));
    patient.destroy();
  });

  it("stand in the journal with every attempt of the SDK", async () => {
    emulator.faults.add({ kind: "resetAfter" });
    const patient = client(emulator, ACCOUNT, REGION, 3);
    await patient.send(new RegisterConnectorCommand(registration()));
    const [first, second] = emulator.journal.entries;
    assert.deepEqual([first?.fault, first?.status, first?.attempt], ["resetAfter", undefined, 1]);
    assert.deepEqual([second?.fault, second?.status, second?.attempt], [undefined, 200, 2]);
    assert.equal(second?.invocationId, first?.invocationId);
    assert.equal(second?.clientToken, first?.clientToken);
    patient.destroy();
  });
});
