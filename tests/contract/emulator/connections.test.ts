import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import {
  arnOf,
  BAD,
  authorization,
  eachTestEmulator,
  NODE,
  post,
  registrationBody,
} from "../../support/emulator/testEmulator";
import { openTraffic, openWire, type Wire } from "../../support/emulator/traffic";
import { waitUntil } from "../../support/emulator/waitUntil";

/** What slow requests are given to arrive, in milliseconds. */
const REQUEST_MS = 400;

const HEAD = "POST /list-connectors HTTP/1.1\r\nhost: x\r\n";
const SIGNED = `${HEAD}authorization: ${authorization()}\r\n`;
const REGISTER = SIGNED.replace("/list-connectors", "/register-connector");
const WHOLE = `${SIGNED}content-length: 2\r\n\r\n{}`;

describe("The embedded AppFlow's connections", () => {
  const aws = eachTestEmulator();
  const wires: Wire[] = [];

  afterEach(() => {
    for (const { socket } of wires.splice(0)) socket.destroy();
  });

  function open(text = "", host = "127.0.0.1"): Wire {
    const it = openWire(aws.port, text, host);
    wires.push(it);
    return it;
  }

  async function assertAlive(): Promise<void> {
    assert.equal((await post(aws, "/list-connectors", "{}")).status, 200);
  }

  /** A whole RegisterConnector, as it is sent. */
  function registering(label: string, name: string): string {
    const body = registrationBody(label, name);
    return `${REGISTER}content-length: ${body.length}\r\n\r\n${body}`;
  }

  /** The addresses at which a port listens, as Linux tells them. */
  function listening(): string[] {
    const port = aws.port.toString(16).toUpperCase().padStart(4, "0");
    const sockets = ["tcp", "tcp6"].flatMap((it) => readFileSync(`/proc/net/${it}`, "utf8").split("\n"));
    return sockets.flatMap((it) => new RegExp(`: (\\w+):${port} \\w+:0000 0A`).exec(it)?.[1] ?? []);
  }

  async function reached(host: string): Promise<boolean> {
    const { socket } = open("", host);
    return new Promise((resolve) => {
      socket.once("connect", () => resolve(true)).once("close", () => resolve(false));
    });
  }

  it("are taken at 127.0.0.1 alone, unless told", async () => {
    assert.equal(new URL(aws.url).hostname, "127.0.0.1");
    if (existsSync("/proc/net/tcp")) assert.deepEqual(listening(), ["0100007F"]);
    const loopback = Object.values(networkInterfaces()).flatMap((it) => it ?? []);
    const others = loopback.filter((it) => it.internal && it.family === "IPv6").map((it) => it.address);
    // All of 127.0.0.0/8 is this machine's on Linux.
    if (process.platform === "linux") others.push("127.0.0.2");
    for (const host of others) assert.equal(await reached(host), false, host);
    await aws.restart({ host: "0.0.0.0" });
    if (process.platform === "linux") assert.equal(await reached("127.0.0.2"), true);
    if (existsSync("/proc/net/tcp")) assert.deepEqual(listening(), ["00000000"]);
    assert.equal(await reached("127.0.0.1"), true);
  });

  const slow: [what: string, text: string][] = [
    ["says nothing", ""],
    ["never ends its headers", `${SIGNED}x-more: `],
    ["never ends its body", `${SIGNED}content-length: 10\r\n\r\n{`],
    ["never ends its chunks", `${SIGNED}transfer-encoding: chunked\r\n\r\n1\r\n{\r\n`],
    ["never ends a body that is too large", `${SIGNED}content-length: 3000000\r\n\r\n${"x".repeat(1_100_000)}`],
  ];
  for (const [what, text] of slow)
    it(`of a client that ${what} are closed in the end, while others are served`, async () => {
      await aws.restart({ requestTimeoutMs: REQUEST_MS });
      const many = Array.from({ length: 64 }, () => open(text));
      await assertAlive();
      await Promise.all(many.map((it) => it.closed));
      for (const it of many) assert.match(it.received(), /^HTTP\/1\.1 408 Request Timeout\r\n/);
      await assertAlive();
    });

  it("stay open for a call that takes longer than a request may", async () => {
    await aws.restart({ requestTimeoutMs: REQUEST_MS });
    aws.faults.add({ kind: { delayMs: REQUEST_MS * 3 } });
    const it = open(WHOLE);
    await waitUntil("the answer", it.received, (text) => text.startsWith("HTTP/1.1 200 OK\r\n"));
  });

  // Node's parser refuses these; the emulator must neither loosen it nor fall over.
  const garbage: [what: string, text: string, meets: RegExp][] = [
    ["bytes that are no HTTP", "\x16\x03\x01\x02\x00\x01\xff\xfe\r\n\r\n", /^HTTP\/1\.1 400 Bad Request/],
    ["two lengths", `${SIGNED}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`, /^HTTP\/1\.1 400 /],
    ["a large header", `${HEAD}x-large: ${"x".repeat(20_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
    ["a tunnel", "CONNECT example.com:443 HTTP/1.1\r\nhost: x\r\n\r\n", /^$/],
    ["garbage behind a whole request", `${WHOLE}\x00\x01garbage\r\n\r\n`, /HTTP\/1\.1 400 Bad Request/],
  ];
  for (const [what, text, meets] of garbage)
    it(`that bring ${what} are refused and closed`, async () => {
      const it = open(text);
      await it.closed;
      assert.match(it.received(), meets);
      await assertAlive();
    });

  const unreadable: [what: string, text: string][] = [
    ["a host that is none", "POST /list-connectors HTTP/1.1\r\nhost: a b\r\n"],
    ["no host", "POST /list-connectors HTTP/1.0\r\n"],
    ["a path that is none", "OPTIONS * HTTP/1.1\r\nhost: x\r\n"],
    ["a function's name that can't be decoded", "GET /2015-03-31/functions/%zz HTTP/1.1\r\nhost: x\r\n"],
  ];
  for (const [what, text] of unreadable)
    it(`that name ${what} are told so`, async () => {
      const it = open(`${text}connection: close\r\n\r\n`);
      await it.closed;
      assert.match(it.received(), /^HTTP\/1\.1 400 Bad Request\r\n/);
      assert.match(it.received(), /x-amzn-errortype: ValidationException\r\n/);
      assert.match(it.received(), /"[mM]essage":"The .*can't be (read|decoded)/);
    });

  it("may bring one request behind the other, and are answered in that order", async () => {
    const labels = ["one", "two", "three"];
    aws.faults.add({ kind: { delayMs: 50 }, label: "one" });
    const requests = labels.map((label) => {
      const body = JSON.stringify({ connectorType: "CustomConnector", connectorLabel: label });
      const head = SIGNED.replace("/list-connectors", "/describe-connector");
      return `${head}content-length: ${body.length}\r\n\r\n${body}`;
    });
    const it = open(requests.join(""));
    const answers = await waitUntil("three answers", it.received, (text) => text.split("HTTP/1.1 404").length === 4);
    assert.deepEqual(
      [...answers.matchAll(/Connector:(\w+) is not/g)].map(([, label]) => label),
      labels,
    );
  });

  it("are cut by a fault, also when the call waits behind another one", async () => {
    for (const kind of ["resetBefore", "truncated", { slowBodyMs: 10 }] as const) {
      aws.faults.add({ kind: { delayMs: 50 } });
      aws.faults.add({ kind });
      await open(WHOLE + WHOLE).closed;
      assert.deepEqual(aws.faults.list(), []);
    }
  });

  it("that clients break off in the middle leave nothing undone and nothing taken", async () => {
    aws.functions.register(arnOf("weather"), { node: NODE });
    const { socket } = open(registering("crm", "weather"));
    await aws.waitForRuns("weather", 1);
    socket.destroy();
    await waitUntil(
      "the registration",
      () => aws.connectors.list().length,
      (it) => it === 1,
    );
    for (let n = 0; n < 100; n += 1) {
      const { socket: other } = open(WHOLE.slice(0, 20 + n * 3));
      other.once("connect", () => (n % 2 === 0 ? other.resetAndDestroy() : other.destroy()));
    }
    await Promise.all(wires.map((it) => it.closed));
    await assertAlive();
  });

  it("that are still open end at once with the emulator, whatever they wait for", async () => {
    aws.functions.register(arnOf("never"), { node: BAD, handler: "index.neverEnd" });
    aws.faults.add({ kind: "hangBefore", operation: "ListConnectors", times: "always" });
    const half = `${SIGNED}content-length: 10\r\n\r\n{`;
    for (let n = 0; n < 8; n += 1)
      for (const text of ["", SIGNED, half, WHOLE, registering(`crm${n}`, "never"), WHOLE + WHOLE]) open(text);
    await aws.waitForRuns("never", 8);
    await aws.close();
    await Promise.all(wires.map((it) => it.closed));
  });

  it("may all bring too large a body at the same time, with or without a length", async () => {
    const large = "x".repeat(3_000_000);
    const { call, end } = openTraffic(aws.url);
    const chunk = `${(500_000).toString(16)}\r\n${"x".repeat(500_000)}\r\n`;
    const chunked = Array.from({ length: 32 }, () =>
      open(`${HEAD}connection: close\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(4)}0\r\n\r\n`),
    );
    const answers = await Promise.all(Array.from({ length: 32 }, () => call("/register-connector", large)));
    for (const { status, body } of answers) assert.match(`${status} ${body}`, /^413 .*larger than 1 MiB/);
    await Promise.all(chunked.map((it) => it.closed));
    for (const it of chunked)
      assert.match(it.received(), /^HTTP\/1\.1 413 [^]*RequestEntityTooLargeException[^]*larger than 1 MiB/);
    end();
    await assertAlive();
  }).timeout(60_000);

  it("are told at once that a body would be far too large, before it comes", async () => {
    const it = open(`${HEAD}content-length: 3000000000\r\n\r\n`);
    await waitUntil("the refusal", it.received, (text) => text.includes("larger than 1 MiB"));
    assert.match(it.received(), /^HTTP\/1\.1 413 /);
    await it.closed;
  });

  it("may bring a body without end, which is refused and cut", async () => {
    const { socket, received, closed } = open(`${HEAD}transfer-encoding: chunked\r\n\r\n`);
    const chunk = Buffer.from(`${(1 << 20).toString(16)}\r\n${"x".repeat(1 << 20)}\r\n`);
    const more = (): void => void (socket.destroyed || socket.write(chunk, () => setImmediate(more)));
    more();
    await closed;
    assert.match(received(), /^(HTTP\/1\.1 413 |$)/);
    await assertAlive();
  });
});
