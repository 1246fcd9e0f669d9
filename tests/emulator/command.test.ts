import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Readable } from "node:stream";
import type { Emulator, RegisteredFunction } from "../../emulator";
import { arnOf, emulated, NODE, PYTHON } from "./account";
import { COMMAND, compiledEmulator, PACKAGES } from "./compiled";

describe("The command appflow-emulator", () => {
  let folder: string;
  let children: ChildProcess[];

  beforeEach(() => {
    children = [];
    folder = mkdtempSync(path.join(os.tmpdir(), "appflow-"));
  });

  afterEach(() => {
    for (const child of children) child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });

  function start(...args: string[]): ChildProcess & { stdout: Readable; stderr: Readable } {
    const child = spawn(process.execPath, [path.join(compiledEmulator(), COMMAND), ...args], {
      env: { ...process.env, ...PACKAGES },
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    return child;
  }

  async function ended(...args: string[]): Promise<[code: number | null, out: string, err: string]> {
    const child = start(...args);
    const exit = once(child, "exit") as Promise<[number | null]>;
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
    return [code, out, err];
  }

  it("prints what to export, serves the functions, and ends when it is told", async () => {
    const data = path.join(folder, "data.json");
    const child = start(
      "--port",
      "0",
      "--data",
      data,
      "--account",
      "210987654321",
      "--function",
      `${arnOf("n")}=${NODE}#index.second`,
      "--function",
      `${arnOf("p")}=${PYTHON}`,
      "--function",
      `${arnOf("u")}=http://127.0.0.1:1/invoke`,
    );
    const [out] = (await once(child.stdout, "data")) as [Buffer];
    const url = /export AWS_ENDPOINT_URL=(\S+)/.exec(out.toString())?.[1];
    assert.match(out.toString(), /export AWS_ACCESS_KEY_ID=210987654321\n/);
    const functions = (await (await fetch(`${url}/_emulator/functions`)).json()) as RegisteredFunction[];
    assert.deepEqual(
      functions.map((it) => it.source),
      [{ node: NODE, handler: "index.second" }, { python: PYTHON }, { url: "http://127.0.0.1:1/invoke" }],
    );
    child.kill("SIGTERM");
    assert.deepEqual(await once(child, "exit"), [0, null]);
  });

  it("says how it is used", async () => {
    const [code, out] = await ended("--help");
    assert.equal(code, 0);
    for (const option of ["--port", "--host", "--data", "--function", "--account", "--quiet"])
      assert.ok(out.includes(option));
  });

  const mistakes: [what: string, args: (emulator: Emulator) => string[], words: RegExp][] = [
    ["a port that is taken", (it) => ["--port", String(it.port)], /port \d+ is taken by another process/],
    ["a port that is none", () => ["--port", "http"], /--port http is no port/],
    ["an unknown option", () => ["--bogus"], /unknown option '--bogus'/],
    ["a function without a path", () => ["--function", "crm"], /write the function's ARN/],
    ["a malformed ARN", () => ["--function", `crm=${NODE}`], /"crm" is no ARN of a Lambda function/],
    ["a folder that is missing", () => ["--function", `${arnOf("x")}=./none`], /there is no folder/],
    [
      "a folder without code",
      () => ["--function", `${arnOf("x")}=${path.join(folder, "empty")}`],
      /holds neither Node code/,
    ],
    ["an account that is none", () => ["--account", "me"], /--account me is no account id/],
  ];
  it("ends with code 2 and plain words for every mistake", async () => {
    mkdirSync(path.join(folder, "empty"));
    const emulator = await emulated();
    const results = await Promise.all(mistakes.map(([, args]) => ended(...args(emulator))));
    await emulator.close();
    for (const [n, [code, out, err]] of results.entries()) {
      const [what, , words] = mistakes[n];
      assert.deepEqual([code, out], [2, ""], what);
      assert.match(err, words);
      assert.doesNotMatch(err, /\n\s+at /, what);
    }
  }).timeout(60_000);
});
