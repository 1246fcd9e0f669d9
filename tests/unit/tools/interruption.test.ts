import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const MODULE = join(__dirname, "..", "..", "..", "tools", "interruption");

/** Prints `ready`, and when it was interrupted `in order`, unless it is ended before. */
const SCRIPT = `
const { signal, exitCode } = require(${JSON.stringify(MODULE)}).listenForInterruptions();
const endInOrder = () => {
  console.log("in order");
  process.exit(exitCode());
};
signal.addEventListener("abort", () => setTimeout(endInOrder, 1_500));
setInterval(() => {}, 1_000);
console.log("ready");`;

async function interrupted(interrupt: (kill: (name: NodeJS.Signals) => void) => void) {
  const child = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", "-e", SCRIPT]);
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    if (text === "ready\n") interrupt((name) => child.kill(name));
  });
  const [code] = (await once(child, "close")) as [number];
  return { code, output };
}

describe("tools/interruption", () => {
  it("takes the two signals of one Ctrl-C for one, and lets the tool end in order", async () => {
    const { code, output } = await interrupted((kill) => {
      // Two of one name could arrive as one.
      kill("SIGTERM");
      kill("SIGINT");
    });
    assert.equal(output, "ready\nin order\n");
    assert.ok([130, 143].includes(code), String(code));
  });

  it("ends at once at a second Ctrl-C", async () => {
    const { code, output } = await interrupted((kill) => {
      kill("SIGTERM");
      setTimeout(() => kill("SIGINT"), 700);
    });
    assert.deepEqual({ code, output }, { code: 143, output: "ready\n" });
  });
});
