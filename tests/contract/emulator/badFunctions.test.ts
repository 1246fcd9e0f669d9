import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import type { FunctionRun } from "../../../emulator/index";
import { arnOf, BAD, eachTestEmulator, HAS_PYTHON, PYTHON, registration } from "../../support/emulator/testEmulator";
import { eachTestFolder } from "../../support/emulator/testFolder";
import { type HttpAnswer, openTraffic } from "../../support/emulator/traffic";
import { waitUntil } from "../../support/emulator/waitUntil";

/** Milliseconds for those that never end, and for those that end by themselves. */
const [SHORT, LONG] = [1500, 15_000];

/** A run has a failure, or its answer is accepted, or the answer is none of a connector's. */
type End = NonNullable<FunctionRun["failure"]> | "accepted" | "unusable";

type Case = [handler: string, end: End, detail?: RegExp];

const onLinux = (...cases: Case[]): Case[] => (process.platform === "linux" ? cases : []);

const IN_NODE: Case[] = [
  ["index.neverEnd", "timed out"],
  ["index.busy", "timed out"],
  ["index.ignoreSignals", "timed out"],
  ["index.floodForEver", "timed out"],
  ["index.closePipes", "timed out"],
  ["index.child", "timed out"],
  // Processes that leave their group can be found on Linux alone.
  ...onLinux(
    ["index.daemon", "timed out"],
    ["index.daemonThenExit", "crashed", /exit code 0/],
    ["index.daemonThenAnswer", "accepted"],
  ),
  ["index.floodThenAnswer", "accepted"],
  ["index.answerForEver", "too large", /larger than 6 MiB/],
  ["index.huge", "too large", /larger than 6 MiB/],
  ["index.deepAnswer", "too large", /nested deeper than 256 levels/],
  ["index.manyWrong", "unusable"],
  ["index.nothing", "unusable"],
  ["index.noSuccess", "unusable"],
  ["index.notJson", "crashed", /BigInt/],
  ["index.wrongPipe", "crashed", /wrote to the pipe/],
  ["index.crash", "crashed", /no luck/],
  ["index.rejectLater", "crashed", /ended with exit code 1/],
  ["index.throwLater", "crashed", /ended with exit code 1/],
  ["index.exitCode", "crashed", /ended with exit code 3/],
  ["index.signal", "crashed", /ended with SIGSEGV/],
  ["index.closePipesAndEnd", "crashed", /ended with SIGKILL/],
  ["index.childThenExit", "crashed", /ended with exit code 0/],
  ["index.childThenAnswer", "accepted"],
  ["index.missing", "crashed", /exports no function "missing"/],
  ["elsewhere.handler", "crashed", /cannot find the handler's file/],
];

const IN_PYTHON: Case[] = [
  ["lambda_function.raise_in_thread", "timed out"],
  ["lambda_function.flood_then_answer", "accepted"],
  ["lambda_function.crash", "crashed", /no luck/],
  ["lambda_function.leave", "crashed", /exit code 3/],
  ["lambda_function.leave_politely", "crashed", /SystemExit: 0/],
  ["lambda_function.not_json", "crashed", /not JSON serializable/],
  ["lambda_function.missing", "crashed", /no attribute 'missing'/],
];

const CASES = [
  ...IN_NODE.map((it) => ["node", BAD, ...it] as const),
  ...(HAS_PYTHON ? IN_PYTHON : []).map((it) => ["python", PYTHON, ...it] as const),
];

describe("A bad function", () => {
  const inFolder = eachTestFolder();
  const aws = eachTestEmulator();
  let clients: ReturnType<typeof openTraffic>;

  afterEach(() => clients.end());

  /** Registers the function from a folder of its own, which tells the processes of one test from all others. */
  async function start(runtime: "node" | "python", code: string, handler: string, timeout: number) {
    cpSync(code, inFolder(), { recursive: true });
    await aws.restart({ functionTimeoutMs: timeout });
    aws.functions.register(
      arnOf("bad"),
      runtime === "node" ? { node: inFolder(), handler } : { python: inFolder(), handler },
    );
    clients = openTraffic(aws.url);
  }

  const register = (label: string, name: string): Promise<HttpAnswer> =>
    clients.call("/register-connector", registration(label, name));

  function listProcesses(): string[] {
    const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,stat=,args="], { encoding: "utf8" });
    return stdout.split("\n").filter((line) => line.includes(inFolder()));
  }

  function assertEnded(end: End, expected: RegExp, { status, body }: HttpAnswer): void {
    const run: Partial<FunctionRun> = aws.functions.get(arnOf("bad"))?.lastRun ?? {};
    const { failure, detail = "", log = "" } = run;
    assert.equal(failure ?? (status === 200 ? "accepted" : "unusable"), end, `${detail} ${log}`);
    assert.match(detail, expected);
    assert.ok(log.length <= 4096);
    assert.match(body, failure ? /"[^"]*No valid response and error details found[^"]*"/ : /^.{1,300}$/);
    assert.equal(aws.connectors.get("bad") !== undefined, end === "accepted");
  }

  for (const [runtime, code, handler, end, detail] of CASES)
    it(`in ${runtime} (${handler}) stops nobody else and leaves no process`, async () => {
      await start(runtime, code, handler, end === "timed out" ? SHORT : LONG);
      const answer = register("bad", "bad");
      assert.equal((await register("good", "instant")).status, 200);
      assert.equal((await clients.call("/list-connectors", {})).status, 200);
      assertEnded(end, detail ?? (end === "timed out" ? /no answer within 1500 ms/ : /^$/), await answer);
      await waitUntil("its processes", listProcesses, (left) => left.length === 0);
      assert.equal((await register("next", "instant")).status, 200);
    }).timeout(60_000);

  it("ends with the emulator, and so does what it started", async () => {
    await start("node", BAD, "index.child", 600_000);
    const call = assert.rejects(register("bad", "bad"));
    await waitUntil("both processes", listProcesses, (left) => left.length === 2);
    await aws.close();
    await waitUntil("their end", listProcesses, (left) => left.length === 0);
    await call;
  });
});
