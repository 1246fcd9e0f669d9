import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { CreateConnectorProfileCommand, RegisterConnectorCommand } from "@aws-sdk/client-appflow";
import { type Emulator, startEmulator } from "../../emulator";
import { arnOf, client, emulated, instant, post, registration } from "./account";

const EMULATOR = path.join(__dirname, "..", "..", "emulator");

describe("The embedded AppFlow's data file", () => {
  let folder: string;
  let dataFile: string;
  let running: Emulator[];

  const start = async (): Promise<Emulator> => {
    const emulator = await emulated({ dataFile });
    running.push(emulator);
    return emulator;
  };

  beforeEach(() => {
    running = [];
    folder = mkdtempSync(path.join(os.tmpdir(), "appflow-"));
    dataFile = path.join(folder, "data.json");
  });

  afterEach(async () => {
    await Promise.all(running.map((it) => it.close().catch(() => undefined)));
    rmSync(folder, { recursive: true });
  });

  it("keeps registrations, profiles and client tokens, and no credentials", async () => {
    const first = await start();
    const appflow = client(first);
    const command = new RegisterConnectorCommand({
      ...registration(),
      clientToken: "t1",
      description: "kept",
    });
    await appflow.send(command);
    await appflow.send(
      new CreateConnectorProfileCommand({
        connectorProfileName: "p1",
        connectorType: "CustomConnector",
        connectorLabel: "crm",
        connectionMode: "Public",
        connectorProfileConfig: {
          connectorProfileProperties: { CustomConnector: { profileProperties: { url: "canary" } } },
          connectorProfileCredentials: {
            CustomConnector: {
              authenticationType: "BASIC",
              basic: { username: "canary", password: "canary" },
            },
          },
        },
      }),
    );
    const kept = [first.connectors.list(), first.profiles.list()];
    await first.close();
    assert.doesNotMatch(readFileSync(dataFile, "utf8"), /canary/);
    const second = await start();
    assert.deepEqual([second.connectors.list(), second.profiles.list()], kept);
    const again = client(second);
    await again.send(command);
    assert.equal(second.functions.get(arnOf("instant"))?.invocations, 0);
    appflow.destroy();
    again.destroy();
  });

  it("keeps what was edited behind Pulumi's back, once the emulator is closed", async () => {
    const first = await start();
    first.connectors.put("crm", { description: "edited" });
    await first.close();
    assert.equal((await start()).connectors.get("crm")?.description, "edited");
    assert.ok(!existsSync(`${dataFile}.tmp`));
  });

  for (const [what, text] of [
    ["empty", ""],
    ["no JSON", "hello"],
    ["null", "null"],
    ["of something else", '{"name":"package"}'],
    [
      "damaged",
      '{"format":"pulumi-appflow-connector/emulator","version":1,"places":{"a/b":{"connectors":5}}}',
    ],
    ["of a later version", '{"format":"pulumi-appflow-connector/emulator","version":2,"places":{}}'],
  ] as const)
    it(`is refused and left as it is when it is ${what}`, async () => {
      writeFileSync(dataFile, text);
      await assert.rejects(start(), (error: Error) => error.message.includes(dataFile));
      assert.equal(readFileSync(dataFile, "utf8"), text);
      assert.ok(!existsSync(`${dataFile}.lock`));
    });

  it("is used by one emulator at a time", async () => {
    writeFileSync(`${dataFile}.lock`, String(process.ppid));
    await assert.rejects(start(), /is in use by process/);
    writeFileSync(`${dataFile}.lock`, "999999999");
    await (await start()).close();
    assert.ok(!existsSync(`${dataFile}.lock`));
  });

  it("must have a folder", async () => {
    dataFile = path.join(folder, "none", "data.json");
    await assert.rejects(start(), /can't be used/);
  });

  it("that can't be written makes writes fail, and the server goes on", async () => {
    const emulator = await start();
    mkdirSync(`${dataFile}.tmp`);
    const refused = await post(emulator, "/register-connector", JSON.stringify(registration()));
    assert.equal(refused.status, 500);
    assert.match(((await refused.json()) as { message: string }).message, /can't be written/);
    rmSync(`${dataFile}.tmp`, { recursive: true });
    assert.equal((await post(emulator, "/list-connectors", "{}")).status, 200);
    assert.ok(existsSync(dataFile));
  });

  it("holds everything that was answered, whenever the process is killed", async () => {
    const promised = new Set<string>();
    for (let round = 0; round < 3; round += 1) {
      const { child, url } = await startChild(dataFile);
      const victim = { url } as Emulator;
      const writers = Array.from({ length: 4 }, (_, n) =>
        writeUntilItEnds(victim, `r${round}w${n}`, promised),
      );
      const enough = promised.size + 3 + round * 20;
      while (promised.size < enough) await new Promise(setImmediate);
      child.kill("SIGKILL");
      await Promise.all([once(child, "exit"), ...writers]);
    }
    const survivor = await start();
    const kept = new Set(survivor.connectors.list().map((it) => it.connectorLabel));
    assert.deepEqual(
      [...promised].filter((label) => !kept.has(label)),
      [],
    );
  }).timeout(60_000);

  it("isn't needed", async () => {
    await (await startEmulator()).close();
  });
});

async function startChild(dataFile: string): Promise<{ child: ChildProcess; url: string }> {
  const options = { dataFile, functions: { [arnOf("instant")]: instant } };
  const code = `require(${JSON.stringify(EMULATOR)}).startEmulator(${JSON.stringify(options)}).then((it) => console.log(it.url))`;
  const child = spawn(process.execPath, ["-r", "ts-node/register", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface(child.stdout);
  const [url] = (await once(lines, "line")) as [string];
  return { child, url };
}

/** Registers one connector after another; notes each that was answered. */
async function writeUntilItEnds(victim: Emulator, prefix: string, promised: Set<string>): Promise<void> {
  for (let n = 0; ; n += 1) {
    try {
      const answer = await post(
        victim,
        "/register-connector",
        JSON.stringify(registration(`${prefix}n${n}`)),
      );
      if (answer.ok && (await answer.text()).includes("connectorArn")) promised.add(`${prefix}n${n}`);
    } catch {
      return;
    }
  }
}
