import assert from "node:assert/strict";
import { paginateListConnectors } from "@aws-sdk/client-appflow";
import type { Fault } from "../../../emulator/index";
import {
  ACCOUNT,
  assertRefused,
  eachTestEmulator,
  post,
  REGION,
  registration,
  registrationBody,
} from "../../support/emulator/testEmulator";
import { waitUntil } from "../../support/emulator/waitUntil";

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

/** Status, content type and whether the body is JSON; "broken" where no whole answer arrives. */
async function describeAnswer(answer: Promise<Response>): Promise<string> {
  const response = await answer.catch(() => undefined);
  const text = await response?.text().catch(() => undefined);
  if (response === undefined || text === undefined) return "broken";
  const isJson = await new Response(text).json().then(
    () => true,
    () => false,
  );
  return `${response.status} ${response.headers.get("content-type")} ${isJson ? "json" : "no json"}`;
}

describe("Faults of the embedded AppFlow", () => {
  const aws = eachTestEmulator();
  const isRegistered = () => aws.connectors.get("crm") !== undefined;

  for (const [type, status] of EXCEPTIONS)
    it(`answer ${type} with status ${status}, once and without effect`, async () => {
      aws.faults.add({ kind: { error: { type, message: "on demand" } } });
      assert.equal((await assertRefused(aws.register(), type, status)).message, "on demand");
      assert.equal(isRegistered(), false);
      await aws.register();
      assert.equal(isRegistered(), true);
    });

  it("may take effect all the same", async () => {
    aws.faults.add({ kind: { error: { type: "InternalServerException" } }, effect: true });
    await assertRefused(aws.register(), "InternalServerException", 500);
    assert.equal(isRegistered(), true);
  });

  for (const [kind, meets, after] of SPOILED)
    it(`spoil an answer: ${JSON.stringify(kind)}`, async () => {
      aws.faults.add({ kind, operation: "RegisterConnector" });
      assert.equal(await describeAnswer(post(aws, "/register-connector", registrationBody())), meets);
      assert.equal(isRegistered(), after);
    });

  for (const kind of ["hangBefore", "hangAfter"] as const)
    it(`leave a caller waiting until it gives up: ${kind}`, async () => {
      aws.faults.add({ kind });
      const signal = AbortSignal.timeout(200);
      const call = post(aws, "/register-connector", registrationBody(), { signal });
      await assert.rejects(call);
      assert.equal(isRegistered(), kind === "hangAfter");
    });

  it("end with the emulator, whoever still waits", async () => {
    aws.faults.add({ kind: "hangBefore" });
    aws.faults.add({ kind: { delayMs: 3_600_000 } });
    const waiting = ["one", "two"].map((label) => assert.rejects(aws.register(label)));
    await waitUntil(
      "both",
      () => aws.faults.list().length,
      (left) => left === 0,
    );
    await aws.close();
    await Promise.all(waiting);
  });

  it("hide the last write from a reader, for as many reads as told", async () => {
    await aws.register("older");
    await aws.register();
    aws.faults.add({ kind: "stale", operation: "DescribeConnector", times: 2 });
    await assertRefused(aws.describe(), "ResourceNotFoundException", 404);
    await assertRefused(aws.describe(), "ResourceNotFoundException", 404);
    await aws.describe();
    aws.faults.add({ kind: "stale", operation: "ListConnectors" });
    const listed = async () => {
      const { connectors } = await aws.appflow.listConnectors({ maxResults: 100 });
      return connectors?.flatMap((it) => it.connectorLabel ?? []);
    };
    assert.deepEqual(await listed(), ["older"]);
    assert.deepEqual(await listed(), ["crm", "older"]);
  });

  it("show what was removed, to a reader who is late", async () => {
    await aws.register();
    await aws.appflow.unregisterConnector({ connectorLabel: "crm" });
    aws.faults.add({ kind: "stale" });
    assert.equal((await aws.describe()).connectorLabel, "crm");
    await assertRefused(aws.describe(), "ResourceNotFoundException", 404);
  });

  it("remove or change a registration just before a call", async () => {
    await aws.register();
    aws.faults.add({ kind: { change: { description: "changed" } }, operation: "DescribeConnector" });
    assert.equal((await aws.describe()).connectorDescription, "changed");
    aws.faults.add({ kind: "vanish", operation: "DescribeConnector" });
    await assertRefused(aws.describe(), "ResourceNotFoundException", 404);
    assert.equal(isRegistered(), false);
  });

  it("give an empty page first", async () => {
    await aws.register();
    aws.faults.add({ kind: "emptyPage", operation: "ListConnectors" });
    const sizes: number[] = [];
    const labels: (string | undefined)[] = [];
    const pages = paginateListConnectors({ client: aws.appflow, pageSize: 100 }, {});
    for await (const { connectors = [] } of pages) {
      sizes.push(connectors.length);
      labels.push(...connectors.map((it) => it.connectorLabel));
    }
    assert.equal(sizes[0], 0);
    assert.ok(labels.includes("crm"));
  });

  it("throttle, and the SDK's own retries get through", async () => {
    aws.faults.add({ kind: { throttlePerSecond: 5 }, times: "always" });
    const patient = aws.client(ACCOUNT, REGION, 10);
    const calls = Array.from({ length: 8 }, (_, n) => patient.registerConnector(registration(`c${n}`)));
    await Promise.all(calls);
    assert.equal(aws.connectors.list().length, 8);
    assert.ok(aws.journal.entries.some((it) => it.errorType === "ThrottlingException"));
  });

  it("stand in the journal with every attempt of the SDK", async () => {
    aws.faults.add({ kind: "resetAfter" });
    const patient = aws.client(ACCOUNT, REGION, 3);
    await patient.registerConnector(registration());
    const [first, second] = aws.journal.entries;
    assert.deepEqual([first?.fault, first?.status, first?.attempt], ["resetAfter", undefined, 1]);
    assert.deepEqual([second?.fault, second?.status, second?.attempt], [undefined, 200, 2]);
    assert.equal(second?.invocationId, first?.invocationId);
    assert.equal(second?.clientToken, first?.clientToken);
  });
});
