import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const SCRIPT = `
const { listenForInterruptions } = require(${JSON.stringify(join(__dirname, "../../../tools/interruption"))});
const interruption = listenForInterruptions();
interruption.presses.on("press", () => console.log("press"));
interruption.signal.addEventListener("abort", () => setTimeout(() => process.exit(interruption.exitCode()), 100));
setInterval(() => {}, 1000);
console.log("ready");`;

describe("tools/interruption", () => {
  it("takes the two signals of one Ctrl-C for one, and knows its exit code", async () => {
    const child = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", "-e", SCRIPT]);
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (text !== "ready\n") return;
      child.kill("SIGTERM");
      child.kill("SIGINT");
    });
    const [code] = (await once(child, "close")) as [number];
    assert.equal(output, "ready\npress\n");
    assert.ok(code === 143 || code === 130, String(code));
  });
});
