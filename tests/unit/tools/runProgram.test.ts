import assert from "node:assert/strict";
import { runProgram } from "../../../tools/runProgram";

const node = (script: string, options: Parameters<typeof runProgram>[2] = {}) =>
  runProgram(process.execPath, ["-e", script], options);

describe("tools/runProgram", () => {
  it("returns what was printed, and hands on each line", async () => {
    const lines: string[] = [];
    const script = 'console.log("out"); console.error("err")';
    const { problem, stdout, all } = await node(script, { onLine: (line) => lines.push(line) });
    assert.equal(problem, undefined);
    assert.equal(stdout, "out");
    assert.deepEqual(all.split("\n").sort(), ["err", "out"]);
    assert.deepEqual(lines.sort(), ["err", "out"]);
  });

  it("says in plain words why a program failed", async () => {
    assert.equal((await runProgram("no-such-program", [])).problem, "is not installed");
    assert.equal((await node("process.exit(3)")).problem, "ended with exit code 3");
    assert.equal((await node('process.kill(process.pid, "SIGTERM")')).problem, "was ended by SIGTERM");
    const endless = await node("setInterval(() => {}, 1000)", { timeout: 100 });
    assert.equal(endless.problem, "took longer than 0.1 s and was stopped");
  });

  it("rejects when its signal aborts, and ends what the program started too", async function () {
    if (process.platform === "win32") return;
    const interrupt = new AbortController();
    // What it started holds the output open, so a program that left it alive would not end in time.
    const script = `require("child_process").spawn("sleep", ["60"], { stdio: "inherit" }); console.log("started")`;
    const onLine = () => interrupt.abort(new Error("Ctrl-C"));
    await assert.rejects(node(script, { signal: interrupt.signal, onLine }), /^Error: Ctrl-C$/);
  });
});
