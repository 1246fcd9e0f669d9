import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Readable } from "node:stream";
import { RegisterConnectorCommand } from "@aws-sdk/client-appflow";
import type { Emulator, RegisteredFunction } from "../../emulator";
import { arnOf, client, emulated, NODE, PYTHON, registration } from "./account";
import { COMMAND, compiledEmulator, PACKAGES } from "./compiled";

const urlIn = (out: Buffer): string => /export AWS_ENDPOINT_URL=(\S+)/.exec(out.toString())?.[1] ?? "";

/** Registers a connector of the function "n". */
const register = (url: string) =>
  client({ url } as Emulator).send(new RegisterConnectorCommand(registration("crm", "n")));

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
    const url = urlIn(out);
    assert.match(out.toString(), /export AWS_ACCESS_KEY_ID=210987654321\n/);
    const functions = (await (await fetch(`${url}/_emulator/functions`)).json()) as RegisteredFunction[];
    assert.deepEqual(
      functions.map((it) => it.source),
      [{ node: NODE, handler: "index.second" }, { python: PYTHON }, { url: "http://127.0.0.1:1/invoke" }],
    );
    child.kill("SIGTERM");
    assert.deepEqual(await once(child, "exit"), [0, null]);
  });

  it("says in plain words that it could not save for the last time", async () => {
    const data = path.join(folder, "gone", "data.json");
    mkdirSync(path.dirname(data));
    const child = start("--port", "0", "--data", data, "--function", `${arnOf("n")}=${NODE}`);
    const [out] = (await once(child.stdout, "data")) as [Buffer];
    rmSync(path.dirname(data), { recursive: true });
    await assert.rejects(register(urlIn(out)));
    child.kill("SIGTERM");
    const [err, [code]] = await Promise.all([
      text(child.stderr),
      once(child, "exit") as Promise<[number | null]>,
    ]);
    assert.equal(code, 2);
    assert.match(err, /^appflow-emulator: .*data\.json/);
    assert.doesNotMatch(err, /\n\s+at /);
  });

  it("serves on when nobody reads what it says of functions any more", async () => {
    const child = start("--port", "0", "--function", `${arnOf("n")}=${NODE}#index.none`);
    const [out] = (await once(child.stdout, "data")) as [Buffer];
    child.stderr.destroy();
    for (let attempt = 0; attempt < 3; attempt += 1)
      await assert.rejects(register(urlIn(out)), { name: "ConnectorServerException" });
    assert.equal(child.exitCode, null);
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
