import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Emulator, FunctionRun } from "../../emulator";
import { arnOf, emulated, registration } from "./account";
import { type Answered, traffic, until } from "./traffic";

const BAD = path.join(__dirname, "fixtures", "bad");

/** For those that never end, and for those that end by themselves, in milliseconds. */
const [SHORT, LONG] = [1500, 15_000];

/** Python isn't on every machine. */
const hasPython = spawnSync("python3", ["--version"]).status === 0;

type Case = [handler: string, limit: number, failure: FunctionRun["failure"], words: RegExp];

const never: Case[] = ["neverEnd", "ignoreSignals", "floodForEver", "closePipes", "child"].map((handler) => [
  handler,
  SHORT,
  "timed out",
  /no answer within 1500 ms/,
]);

/** What leaves its process group is found on Linux alone. */
const daemons: Case[] =
  process.platform === "linux"
    ? [
        ["daemon", SHORT, "timed out", /no answer/],
        ["daemonThenExit", LONG, "crashed", /exit code 0/],
        ["daemonThenAnswer", LONG, undefined, /^$/],
      ]
    : [];

const IN_NODE: Case[] = [
  ...never,
  ...daemons,
  ["floodThenAnswer", LONG, undefined, /^$/],
  ["answerForEver", LONG, "too large", /larger than 6 MiB/],
  ["deepAnswer", LONG, "too large", /nested deeper than 256 levels/],
  ["manyWrong", LONG, undefined, /^$/],
  ["exitCode", LONG, "crashed", /ended with exit code 3/],
  ["signal", LONG, "crashed", /ended with SIGSEGV/],
  ["throwLater", LONG, "crashed", /ended with exit code 1/],
  ["closePipesAndEnd", LONG, "crashed", /ended with SIGKILL/],
  ["childThenExit", LONG, "crashed", /ended with exit code 0/],
  ["childThenAnswer", LONG, undefined, /^$/],
];

const IN_PYTHON: Case[] = [
  ["busy", SHORT, "timed out", /no answer/],
  ["close_pipes", SHORT, "timed out", /no answer/],
  ["raise_in_thread", SHORT, "timed out", /no answer/],
  ["flood_then_answer", LONG, undefined, /^$/],
  ["answer_for_ever", LONG, "too large", /larger than 6 MiB/],
  ["deep_answer", LONG, "too large", /nested deeper/],
  ["exit_code", LONG, "crashed", /ended with exit code 3/],
  ["by_signal", LONG, "crashed", /ended with SIGSEGV/],
  ["child_then_exit", LONG, "crashed", /ended with exit code 0/],
  ...(process.platform === "linux" ? ([["daemon_then_answer", LONG, undefined, /^$/]] satisfies Case[]) : []),
];

describe("A bad function", () => {
  let folder: string;
  let emulator: Emulator;
  let clients: ReturnType<typeof traffic>;

  beforeEach(() => {
    // A folder of its own tells the processes of one test from all others.
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "bad-")));
    cpSync(BAD, folder, { recursive: true });
  });

  afterEach(async () => {
    clients.end();
    await emulator.close();
    rmSync(folder, { recursive: true });
  });

  async function start(functionTimeoutMs: number): Promise<void> {
    emulator = await emulated({ functionTimeoutMs });
    clients = traffic(emulator.url);
  }

  const register = (label: string, name: string): Promise<Answered> =>
    clients.call("/register-connector", registration(label, name));

  function processes(): string[] {
    const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,stat=,args="], { encoding: "utf8" });
    return stdout.split("\n").filter((line) => line.includes(folder));
  }

  async function survives(source: { node: string } | { python: string }, it: Case): Promise<void> {
    const [handler, limit, failure, words] = it;
    await start(limit);
    const file = "node" in source ? "index" : "bad";
    emulator.functions.register(arnOf("bad"), { ...source, handler: `${file}.${handler}` });
    const answer = register("bad", "bad");
    assert.equal((await register("good", "instant")).status, 200);
    assert.equal((await clients.call("/list-connectors", {})).status, 200);
    const { status, body } = await answer;
    const { lastRun } = emulator.functions.get(arnOf("bad")) ?? {};
    assert.equal(lastRun?.failure, failure, `${lastRun?.detail} ${lastRun?.log}`);
    assert.match(lastRun?.detail ?? "", words);
    assert.ok((lastRun?.log.length ?? 0) <= 4096);
    if (status !== 200) assert.match(body, /^.{1,300}$/);
    assert.equal(status === 200, failure === undefined && handler !== "manyWrong");
    await until("its processes", processes, (left) => left.length === 0);
    assert.equal((await register("next", "instant")).status, 200);
  }

  for (const it_ of IN_NODE)
    it(`in Node (${it_[0]}) stops nobody else and leaves no process`, () =>
      survives({ node: folder }, it_)).timeout(60_000);
  if (hasPython)
    for (const it_ of IN_PYTHON)
      it(`in Python (${it_[0]}) stops nobody else and leaves no process`, () =>
        survives({ python: folder }, it_)).timeout(60_000);

  it("ends with the emulator, and so does what it started", async () => {
    await start(600_000);
    emulator.functions.register(arnOf("bad"), { node: folder, handler: "index.child" });
    const call = assert.rejects(register("bad", "bad"));
    await until("both processes", processes, (left) => left.length === 2);
    await emulator.close();
    await until("their end", processes, (left) => left.length === 0);
    await call;
  });
});
