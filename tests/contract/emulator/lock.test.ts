import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startEmulator } from "../../../emulator/index";
import { type CommandProcess, startCommand } from "../../support/emulator/commandProcess";
import { compileEmulator } from "../../support/emulator/compiledEmulator";
import { eachTestFolder } from "../../support/emulator/testFolder";

const RACER = path.join(__dirname, "..", "..", "support", "emulator", "fixtures", "lockRacer.cjs");

/** Above every process id that Linux, macOS and Windows give. */
const NO_PROCESS = "999999999";

describe("The lock of the embedded AppFlow's data file", () => {
  const inFolder = eachTestFolder();
  let started: CommandProcess[] = [];
  let dataFile: string;
  let lock: string;

  beforeEach(() => {
    dataFile = inFolder("data.json");
    lock = `${dataFile}.lock`;
  });

  afterEach(() => {
    for (const { child } of started.splice(0)) child.kill("SIGKILL");
  });

  async function isFree(): Promise<void> {
    await (await startEmulator({ dataFile })).close();
    assert.ok(!existsSync(lock));
  }

  it("keeps a second emulator out, of the same process too, until the first is closed", async () => {
    const first = await startEmulator({ dataFile });
    const again = startEmulator({ dataFile: path.relative(process.cwd(), dataFile) });
    await assert.rejects(again, new RegExp(`data\\.json is in use by process ${process.pid}: stop that`));
    first.connectors.put("crm");
    await first.close();
    const second = await startEmulator({ dataFile });
    assert.equal(second.connectors.list().length, 1);
    await second.close();
  });

  it("keeps out whoever finds the lock of a running process", async () => {
    writeFileSync(lock, String(process.ppid));
    await assert.rejects(startEmulator({ dataFile }), /is in use by process \d+: stop that, or name another file/);
    assert.equal(readFileSync(lock, "utf8"), String(process.ppid));
  });

  const left: [what: string, content: string][] = [
    ["has ended", `${NO_PROCESS} 1`],
    ["was killed before it could write its id", ""],
    ["wrote nonsense", "nonsense"],
    // Only Linux tells when another process began; elsewhere the id of this one, which has another beginning, is told apart.
    ["had the id that another one has now", `${process.platform === "linux" ? process.ppid : process.pid} 1`],
  ];
  for (const [what, content] of left)
    it(`of a process that ${what} is taken over`, async () => {
      writeFileSync(lock, content);
      utimesSync(lock, 0, 0);
      await isFree();
    });

  it("that is being made at this moment is respected", async () => {
    writeFileSync(lock, "");
    await assert.rejects(startEmulator({ dataFile }), /is in use by a process that starts at this moment/);
  });

  it("lets one of several commands through that start at the same time on what a killed one left", async () => {
    writeFileSync(lock, `${NO_PROCESS} 1`);
    started = Array.from({ length: 3 }, () => startCommand(["--data", dataFile]));
    const urls = await Promise.all(started.map((it) => it.url));
    const winner = started.find((_, n) => urls[n] !== undefined) as CommandProcess;
    const losers = started.filter((it) => it !== winner);
    for (const { code, stderr } of await Promise.all(losers.map((it) => it.ended))) {
      assert.equal(code, 2);
      assert.match(stderr, /^appflow-emulator: the data file .*data\.json is in use by (process \d+|a process that)/);
    }
    assert.equal((await fetch(`${urls.find(Boolean)}/_emulator/health`)).status, 200);
    winner.child.kill("SIGKILL");
    await winner.ended;
    await isFree();
  });

  it("is never had by two who take it over in the same instant", async () => {
    const rounds = 200;
    for (let n = 0; n < rounds; n += 1) writeFileSync(inFolder(`${n}.lock`), `${NO_PROCESS} 1`);
    const racers = Array.from({ length: 3 }, () => fork(RACER, [compileEmulator(), inFolder(), String(rounds)]));
    const heard = (it: ChildProcess) => once(it, "message") as Promise<[number[]]>;
    await Promise.all(racers.map(heard));
    const results = racers.map(heard);
    for (const it of racers) it.send(Date.now() + 100);
    const won = (await Promise.all(results)).flatMap(([rounds]) => rounds);
    for (const it of racers) it.kill("SIGKILL");
    assert.equal(new Set(won).size, won.length);
    assert.ok(won.length > rounds / 2, `${won.length} rounds had a winner`);
  });
});
