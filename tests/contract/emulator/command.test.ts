import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import type { Emulator, RegisteredFunction } from "../../../emulator/index";
import { type CommandProcess, type Ended, startCommand } from "../../support/emulator/commandProcess";
import { arnOf, NODE, post, PYTHON, registrationBody, startTestEmulator } from "../../support/emulator/testEmulator";
import { eachTestFolder } from "../../support/emulator/testFolder";
import { openTraffic, openWire } from "../../support/emulator/traffic";
import { waitUntil } from "../../support/emulator/waitUntil";

describe("The command appflow-emulator", () => {
  const inFolder = eachTestFolder();
  const started: CommandProcess[] = [];

  afterEach(() => {
    for (const { child } of started.splice(0)) child.kill("SIGKILL");
  });

  function start(...args: Parameters<typeof startCommand>): CommandProcess {
    const command = startCommand(...args);
    started.push(command);
    return command;
  }

  async function serve(...args: Parameters<typeof startCommand>): Promise<CommandProcess & { at: string }> {
    const command = start(...args);
    const url = await command.url;
    return { ...command, at: url ?? assert.fail((await command.ended).stderr) };
  }

  function stop({ child, ended }: CommandProcess): Promise<Ended> {
    child.kill("SIGTERM");
    return ended;
  }

  const registerAt = (url: string) => post({ url }, "/register-connector", registrationBody("crm", "n"));

  it("prints what to export, serves the functions, and ends when it is told", async () => {
    const code = { n: `${NODE}#index.second`, p: PYTHON, u: "http://127.0.0.1:1/invoke" };
    const functions = Object.entries(code).flatMap(([name, path]) => ["--function", `${arnOf(name)}=${path}`]);
    const command = await serve([...["--data", inFolder("data.json")], ...["--account", "210987654321"], ...functions]);
    const listed = (await (await fetch(`${command.at}/_emulator/functions`)).json()) as RegisteredFunction[];
    assert.deepEqual(
      listed.map((it) => it.source),
      [{ node: NODE, handler: "index.second" }, { python: PYTHON }, { url: "http://127.0.0.1:1/invoke" }],
    );
    const ended = await stop(command);
    assert.deepEqual([ended.code, ended.signal], [0, null]);
    assert.match(ended.stdout, /export AWS_ACCESS_KEY_ID=210987654321\n/);
  });

  it("says in plain words that it could not save for the last time", async () => {
    mkdirSync(inFolder("gone"));
    const data = ["--data", inFolder("gone", "data.json")];
    const command = await serve([...data, "--function", `${arnOf("n")}=${NODE}`]);
    rmSync(inFolder("gone"), { recursive: true });
    assert.equal((await registerAt(command.at)).status, 500);
    const { code, stderr } = await stop(command);
    assert.equal(code, 2);
    assert.match(stderr, /^appflow-emulator: .*data\.json/);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });

  it("serves on when nobody reads what it says of functions any more", async () => {
    const { at, child } = await serve(["--function", `${arnOf("n")}=${NODE}#index.none`]);
    child.stderr?.destroy();
    for (let attempt = 0; attempt < 3; attempt += 1) assert.equal((await registerAt(at)).status, 400);
    assert.equal(child.exitCode, null);
  });

  // Windows has no such limit.
  if (process.platform !== "win32")
    it("says that no file descriptor is left to start a function, and goes on when there are some again", async () => {
      const command = await serve(["--function", `${arnOf("n")}=${NODE}`], { openFiles: 40 });
      const { call, end } = openTraffic(command.at, 1);
      let label = 0;
      const register = () => call("/register-connector", registrationBody(`crm${(label += 1)}`, "n"));
      assert.equal((await register()).status, 200);
      const wires = Array.from({ length: 40 }, () => openWire(Number(new URL(command.at).port)));
      await waitUntil("a failure", register, ({ status }) => status === 400);
      for (const { socket } of wires) socket.destroy();
      await waitUntil("a success", register, ({ status }) => status === 200);
      end();
      const { code, stderr } = await stop(command);
      assert.equal(code, 0, stderr);
      assert.match(stderr, /function:n crashed: could not start: .*EMFILE/);
    }).timeout(60_000);

  it("says how it is used, and which version it is", async () => {
    const { code, stdout } = await start(["--help"]).ended;
    assert.equal(code, 0);
    for (const option of ["--port", "--host", "--data", "--function", "--account", "--quiet"])
      assert.ok(stdout.includes(option));
    assert.match((await start(["--version"]).ended).stdout, /^\d+\.\d+\.\d+\n$/);
  });

  const mistakes: [args: (emulator: Emulator) => string[], message: RegExp][] = [
    [(it) => ["--port", String(it.port)], /port \d+ is taken by another process/],
    [() => ["--port", "http"], /--port http is no port/],
    [() => ["--bogus"], /unknown option '--bogus'/],
    [() => ["--function", "crm"], /write the function's ARN/],
    [() => ["--function", `crm=${NODE}`], /"crm" is no ARN of a Lambda function/],
    [() => ["--function", `${arnOf("x")}=./none`], /there is no folder/],
    [() => ["--function", `${arnOf("x")}=${inFolder("empty")}`], /holds neither Node code/],
    [() => ["--account", "me"], /--account me is no account id/],
  ];
  it("ends with code 2 and plain words for every mistake", async () => {
    mkdirSync(inFolder("empty"));
    const emulator = await startTestEmulator();
    const results = await Promise.all(mistakes.map(([args]) => start(args(emulator)).ended));
    await emulator.close();
    for (const [n, { code, stdout, stderr }] of results.entries()) {
      assert.match(stderr, mistakes[n][1]);
      assert.deepEqual([code, stdout], [2, ""], stderr);
      assert.doesNotMatch(stderr, /\n\s+at /);
    }
  }).timeout(60_000);
});
