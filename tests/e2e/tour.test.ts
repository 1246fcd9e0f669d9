import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { ensurePulumi } from "../../tools/pulumiCli";

const ROOT = join(__dirname, "..", "..");
/** How long a process that has been told to end may still show. */
const LINGERING_MS = 10_000;

interface Run {
  child: ChildProcess;
  /** Resolves with the first match in what was printed; rejects when the tour ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  ended: Promise<{ code: number | null; output: string }>;
}

describe("npm start, the guided tour", function () {
  this.timeout(300_000);
  let folder: string;
  let path: string;
  let clone: string;
  let child: ChildProcess | undefined;

  before(async () => {
    const cli = await ensurePulumi(new AbortController().signal);
    path = [cli.binDir, process.env.PATH].join(delimiter);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "appflow-tour-test-"));
    for (const name of ["home", "temp"]) mkdirSync(join(folder, name));
    clone = filesOfClone();
  });
  afterEach(() => {
    child?.kill("SIGKILL"); // One that failed may still run.
    rmSync(folder, { recursive: true, force: true });
  });

  /** With a home and a temporary folder of its own, so that whatever is left behind shows. */
  function start(args: string[] = [], coloured = false): Run {
    const script = ["-r", "ts-node/register/transpile-only", join(ROOT, "tools", "tour.ts")];
    const own = {
      HOME: join(folder, "home"),
      TMPDIR: join(folder, "temp"),
      PATH: path,
      FORCE_COLOR: coloured ? "1" : "0",
      // ts-node would keep compiled code in the temporary folder, for whoever runs it next.
      DISABLE_V8_COMPILE_CACHE: "1",
    };
    child = spawn(process.execPath, [...script, ...args], { cwd: ROOT, env: { ...process.env, ...own } });
    return watched(child);
  }

  async function assertNothingLeft(): Promise<void> {
    assert.deepEqual(readdirSync(join(folder, "temp")), [], "the temporary folder");
    assert.deepEqual(readdirSync(join(folder, "home")), [], "the home folder");
    const deadline = Date.now() + LINGERING_MS;
    while (processesOf(folder).length > 0 && Date.now() < deadline) await pause(50);
    assert.deepEqual(processesOf(folder), [], "processes");
    assert.equal(filesOfClone(), clone, "the clone");
  }

  it("shows every step with its checks, and leaves nothing", async () => {
    const { code, output: coloured } = await start([], true).ended;
    const output = stripVTControlCharacters(coloured);
    assert.equal(code, 0, output);
    assert.notEqual(output, coloured);
    for (let step = 1; step <= 8; step++) assert.match(output, new RegExp(`^\\[${step}/8\\] `, "m"));
    assert.doesNotMatch(output, /✗/);
    assert.match(output, /"name": "IntlData"/);
    assert.match(output, /error: .*the label is taken by .*#label-taken/);
    assert.equal(output.match(/✓ pulumi ended with exit code 7/g)?.length, 2);
    assert.match(output, /✓ AppFlow holds no custom connector\n.*UnregisterConnector\n\nThat was the tour/);
    await assertNothingLeft();
  });

  it("lets pulumi end on Ctrl-C in the middle of an update, and leaves nothing", async () => {
    const run = start();
    await run.printed(/Updating \(dev\):[^]*ConnectorRegistration intl-data creating/);
    run.child.kill("SIGINT");
    const { code, output } = await run.ended;
    assert.equal(code, 130, output);
    assert.doesNotMatch(output, /The tour can't go on/);
    await assertNothingLeft();
  });

  it("keeps the embedded AppFlow and the stack with --keep, until Ctrl-C", async () => {
    const run = start(["--keep"]);
    const [, url] = await run.printed(/export AWS_ENDPOINT_URL=(\S+)[^]*until Ctrl-C, which removes all/);
    const held = (await (await fetch(`${url}/_emulator/connectors`)).json()) as { connectorLabel: string }[];
    assert.deepEqual(
      held.map(({ connectorLabel }) => connectorLabel),
      ["intl-data"],
    );
    run.child.kill("SIGINT");
    const { code, output } = await run.ended;
    assert.equal(code, 0, output);
    await assertNothingLeft();
  });

  it("says so when its port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const { code, output } = await start(["--port", String(port)]).ended;
    other.close();
    assert.equal(code, 1);
    assert.match(output, new RegExp(`port ${port} is taken by another process`));
    await assertNothingLeft();
  });
});

function watched(child: ChildProcess): Run {
  let output = "";
  const looking = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      for (const look of looking) look();
    });
  }
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, output }));
  const printed: Run["printed"] = (pattern) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(output);
        if (!match) return;
        looking.delete(look);
        resolve(match);
      };
      looking.add(look);
      look();
      void ended.then(() => reject(new Error(`the tour ended without printing ${pattern}:\n${output}`)));
    });
  return { child, printed, ended };
}

/** What git sees in the clone, ignored files included; whole folders of those as one line. */
function filesOfClone(): string {
  return spawnSync("git", ["status", "--porcelain", "--ignored"], { cwd: ROOT, encoding: "utf8" }).stdout;
}

/** The processes whose environment names the folder; known on Linux only. */
function processesOf(folder: string): string[] {
  if (!existsSync("/proc/self/environ")) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && read(`/proc/${name}/environ`).includes(folder))
    .map((pid) => `${pid}: ${read(`/proc/${pid}/cmdline`).replaceAll("\0", " ")}`);
}

/** A process may end between the listing and the reading. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
