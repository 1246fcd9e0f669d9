import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import fc from "fast-check";
import type { Registration } from "../../../emulator/index";
import { type CommandProcess, startCommand } from "../../support/emulator/commandProcess";
import { arnOf, registration } from "../../support/emulator/testEmulator";
import { eachTestFolder } from "../../support/emulator/testFolder";
import { openTraffic } from "../../support/emulator/traffic";

const KILL_AT = path.join(__dirname, "..", "..", "support", "emulator", "fixtures", "killAt.cjs");
const CLIENTS = 4;
/** One data file for each, and the lives of its emulator. */
const SEEDS = [1, 2];
const LIVES = 12;

/** How a life ends: by the test after some answers, or by itself at the nth time that it comes to a moment of a save. */
const END = fc.oneof(
  fc.record({ answers: fc.integer({ min: 1, max: 40 }) }),
  fc.record({
    moment: fc.constantFrom("opened", "half", "written", "synced", "renamed"),
    nth: fc.integer({ min: 1, max: 8 }),
  }),
);
type End = { answers: number } | { moment: string; nth: number };

/** What the clients of one data file asked for and what was answered, over all lives of its emulator. */
class Book {
  readonly asked = new Set<string>();
  readonly registered = new Set<string>();
  readonly toBeRemoved = new Set<string>();
  readonly removed = new Set<string>();

  /** Every answered change was saved, and nothing is there that nobody asked for. */
  check(saved: readonly Registration[]): void {
    const labels = new Set(saved.map((it) => it.connectorLabel));
    const lost = [...this.registered].filter((it) => !this.toBeRemoved.has(it) && !labels.has(it));
    const returned = [...this.removed].filter((it) => labels.has(it));
    const invented = [...labels].filter((it) => !this.asked.has(it));
    assert.deepEqual({ lost, returned, invented }, { lost: [], returned: [], invented: [] });
    for (const it of saved) {
      assert.equal(it.connectorArn, `arn:aws:appflow:eu-west-1:123456789012:connector/${it.connectorLabel}`);
      assert.equal(it.configuration["connectorName"], "Remote");
      assert.ok(Date.parse(it.registeredAt) > 0);
    }
  }
}

describe("The command appflow-emulator with --data, killed at any moment", () => {
  const inFolder = eachTestFolder();
  const started: CommandProcess[] = [];
  let connector: Server;

  beforeEach(async () => {
    connector = createServer((_request, response) => response.end('{"isSuccess":true,"connectorName":"Remote"}'));
    await once(connector.listen(0, "127.0.0.1"), "listening");
  });

  afterEach(async () => {
    for (const { child } of started) child.kill("SIGKILL");
    await Promise.all(started.splice(0).map((it) => it.ended));
    connector.closeAllConnections();
    connector.close();
  });

  function start(file: string, end?: End): CommandProcess {
    const lambda = `${arnOf("instant")}=http://127.0.0.1:${(connector.address() as AddressInfo).port}`;
    const killed = end && "moment" in end ? { preload: KILL_AT, env: { KILL_AT: `${end.moment}:${end.nth}` } } : {};
    const command = startCommand(["--data", inFolder(file), "--function", lambda], killed);
    started.push(command);
    return command;
  }

  /** Registers one connector after another and removes every third, until the emulator is gone. */
  async function work(url: string, prefix: string, book: Book, onAnswer: () => void): Promise<void> {
    const { call, end } = openTraffic(url, 1);
    const succeeds = async (route: string, body: object): Promise<boolean> => {
      const answer = await call(route, body).catch(() => undefined);
      if (answer !== undefined) assert.equal(answer.status, 200, answer.body);
      onAnswer();
      return answer !== undefined;
    };
    for (let n = 0; ; n += 1) {
      const label = `${prefix}n${n}`;
      book.asked.add(label);
      if (!(await succeeds("/register-connector", registration(label)))) break;
      book.registered.add(label);
      if (n % 3 > 0) continue;
      book.toBeRemoved.add(label);
      if (!(await succeeds("/unregister-connector", { connectorLabel: label }))) break;
      book.removed.add(label);
    }
    end();
  }

  /** One life, from its start to its kill. */
  async function live(file: string, prefix: string, end: End, book: Book): Promise<void> {
    const { child, url, ended } = start(file, end);
    const at = (await url) ?? assert.fail((await ended).stderr);
    let answersLeft = "answers" in end ? end.answers : Infinity;
    const onAnswer = (): void => {
      answersLeft -= 1;
      if (answersLeft === 0) child.kill("SIGKILL");
    };
    const clients = Array.from({ length: CLIENTS }, (_, n) => work(at, `${prefix}c${n}`, book, onAnswer));
    await Promise.all(clients);
    assert.equal((await ended).signal, "SIGKILL");
    book.check(readSaved(inFolder(file)));
  }

  function readSaved(file: string): Registration[] {
    if (!existsSync(file)) return [];
    const { places } = JSON.parse(readFileSync(file, "utf8")) as {
      places: Record<string, { connectors: Record<string, Registration> }>;
    };
    return Object.values(places).flatMap((it) => Object.values(it.connectors));
  }

  /** Many lives on one file, and a last one that ends well. */
  async function liveOn(seed: number): Promise<void> {
    const [file, book] = [`data${seed}.json`, new Book()];
    const ends = fc.sample(END, { seed, numRuns: LIVES });
    for (const [life, end] of ends.entries()) await live(file, `l${life}`, end, book);
    assert.ok(book.registered.size > LIVES);
    const last = start(file);
    const url = (await last.url) ?? "";
    book.asked.add("last");
    assert.equal((await openTraffic(url).call("/register-connector", registration("last"))).status, 200);
    book.registered.add("last");
    book.check((await (await fetch(`${url}/_emulator/connectors`)).json()) as Registration[]);
    last.child.kill("SIGTERM");
    const { code, stderr } = await last.ended;
    assert.deepEqual([code, stderr], [0, ""]);
    book.check(readSaved(inFolder(file)));
  }

  it(`keeps all that was answered and nothing half, over ${SEEDS.length * LIVES} kills and restarts`, async () => {
    await Promise.all(SEEDS.map(liveOn));
    assert.deepEqual(
      readdirSync(inFolder()).sort(),
      SEEDS.map((seed) => `data${seed}.json`),
    );
  }).timeout(120_000);
});
