import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { ConnectorConfiguration, ListConnectorsResponse } from "@aws-sdk/client-appflow";
import { compileEmulator, PACKAGES } from "../../support/emulator/compiledEmulator";
import { arnOf, authorization, registration } from "../../support/emulator/testEmulator";
import { type HttpAnswer, openTraffic, openWire, workConcurrently } from "../../support/emulator/traffic";

const SERVER = path.join(__dirname, "..", "..", "support", "emulator", "fixtures", "measured.cjs");
const CLIENTS = 64;

describe("The embedded AppFlow under load", () => {
  let child: ChildProcess;
  let url: string;
  let clients: ReturnType<typeof openTraffic>;

  beforeEach(async () => {
    child = fork(SERVER, [compileEmulator()], {
      execArgv: ["--expose-gc"],
      env: { ...process.env, ...PACKAGES },
    });
    [{ url }] = (await once(child, "message")) as [{ url: string }];
    clients = openTraffic(url, CLIENTS);
  });

  afterEach(() => {
    clients.end();
    child.kill("SIGKILL");
  });

  /** Makes the server do something. */
  async function command<T>(what: "measure" | "next day"): Promise<T> {
    const answer = once(child, "message") as Promise<[T]>;
    child.send(what);
    return (await answer)[0];
  }

  const register = (connectorLabel: string, more: object = {}): Promise<HttpAnswer> =>
    clients.call("/register-connector", { ...registration(connectorLabel), ...more });
  const update = (connectorLabel: string, more: object) =>
    clients.call("/update-connector-registration", { connectorLabel, ...more });
  const remove = (connectorLabel: string) => clients.call("/unregister-connector", { connectorLabel });
  const parse = <T>({ status, body }: HttpAnswer): T => {
    assert.equal(status, 200, body);
    return JSON.parse(body) as T;
  };

  async function descriptionOf(connectorLabel: string): Promise<string | undefined> {
    const input = { connectorType: "CustomConnector", connectorLabel };
    const answer = await clients.call("/describe-connector", input);
    if (answer.status === 404) return undefined;
    const { connectorConfiguration: found } = parse<{ connectorConfiguration: ConnectorConfiguration }>(answer);
    assert.equal(found.connectorLabel, connectorLabel);
    assert.deepEqual(found.connectorProvisioningConfig, { lambda: { lambdaArn: arnOf("instant") } });
    return found.connectorDescription;
  }

  /** The labels of all pages, in the order in which they came. */
  async function listLabels(maxResults: number): Promise<string[]> {
    const labels: string[] = [];
    let nextToken: string | undefined;
    do {
      const answer = await clients.call("/list-connectors", { maxResults, nextToken });
      const page = parse<ListConnectorsResponse>(answer);
      labels.push(...(page.connectors ?? []).flatMap((it) => it.connectorLabel ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return labels;
  }

  const assertUnique = (labels: string[]): void => assert.equal(new Set(labels).size, labels.length);

  it("answers 64 clients right who register, change, look up and remove a thousand connectors", async () => {
    const labels = Array.from({ length: 1000 }, (_, n) => `c${n}`);
    const isKept = (label: string): boolean => Number(label.slice(1)) % 2 === 0;
    const [registered, removed] = [new Set<string>(), new Set<string>()];
    let working = true;
    const readers = Array.from({ length: 3 }, async () => {
      while (working) {
        const [present, absent] = [[...registered], [...removed]];
        const listed = await listLabels(100);
        assertUnique(listed);
        assert.deepEqual(
          [present.filter((it) => !listed.includes(it)), absent.filter((it) => listed.includes(it))],
          [[], []],
        );
      }
    });
    await workConcurrently(CLIENTS - readers.length, labels, async (label) => {
      const { status, body } = await register(label, { description: `first ${label}` });
      assert.equal(status, 200, body);
      assert.equal(await descriptionOf(label), `first ${label}`);
      assert.equal((await update(label, { description: `then ${label}` })).status, 200);
      assert.equal((await register(label)).status, 409);
      if (isKept(label)) registered.add(label);
      else assert.equal((await remove(label)).status, 200);
      if (!isKept(label)) removed.add(label);
      assert.equal(await descriptionOf(label), isKept(label) ? `then ${label}` : undefined);
    });
    working = false;
    await Promise.all(readers);
    const left = labels.filter(isKept).sort();
    for (const listed of await Promise.all([7, 20, 100].map(listLabels))) {
      assertUnique(listed);
      assert.deepEqual(listed.sort(), left);
    }
  }).timeout(120_000);

  /** Two hundred clients come and go, each fifth with something too large or broken. */
  async function round(n: number): Promise<void> {
    const large = "x".repeat(120_000);
    await workConcurrently(
      CLIENTS,
      Array.from({ length: 200 }, (_, task) => task),
      async (task) => {
        const [label, clientToken] = [`m${task}`, `${n}-${task}-${"t".repeat(200)}`];
        assert.equal((await register(label, { clientToken })).status, 200);
        assert.equal((await update(label, { clientToken, description: "changed" })).status, 200);
        assert.equal((await remove(label)).status, 200);
        const account = String(100_000_000_000 + n * 1000 + task);
        assert.equal((await clients.call("/list-connectors", {}, account)).status, 200);
        if (task % 5 > 0) return;
        assert.equal((await register(`${task}${large}`)).status, 400);
        assert.equal((await clients.call("/list-connectors", large.repeat(9))).status, 413);
        await breakOff();
      },
    );
    await command("next day");
  }

  async function breakOff(): Promise<void> {
    const head = `POST /list-connectors HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization()}\r\n`;
    const { socket } = openWire(Number(new URL(url).port), `${head}content-length: 9\r\n\r\n{`);
    await once(socket, "connect");
    socket.destroy();
  }

  it("holds no more after many rounds than after a few", async () => {
    const heaps: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      await round(n);
      heaps.push(await command<number>("measure"));
    }
    const growth = Math.min(...heaps.slice(3)) - Math.min(...heaps.slice(0, 3));
    // In three rounds of 900 requests: 400 bytes that each left behind would be more.
    assert.ok(growth < 1_000_000, `the heap grew by ${growth} bytes: ${heaps.join(", ")}`);
  }).timeout(120_000);
});
