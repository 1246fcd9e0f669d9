import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import promises from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { CreateConnectorProfileCommand, RegisterConnectorCommand } from "@aws-sdk/client-appflow";
import { type Emulator, startEmulator } from "../../emulator";
import { arnOf, client, emulated, NODE, post, registration } from "./account";
import { traffic } from "./traffic";

/** A device that takes no byte, as a full disk does. */
const FULL = "/dev/full";

/** Whoever runs the tests as root can write everywhere: they take part as nobody then. */
const NOBODY = 65_534;

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

  it("left half written by a killed process does no harm", async () => {
    writeFileSync(`${dataFile}.tmp`, '{"format":"pulumi-appflow-conn');
    const emulator = await start();
    assert.equal((await post(emulator, "/register-connector", JSON.stringify(registration()))).status, 200);
    await emulator.close();
    assert.deepEqual(readdirSync(folder), ["data.json"]);
    assert.equal((await start()).connectors.list().length, 1);
  });

  it("is on the disk before it takes the old one's place, and before the answer", async () => {
    const emulator = await start();
    const steps: string[] = [];
    const { open, rename } = promises;
    promises.open = async (...given) => {
      const handle = await open(...given);
      const sync = handle.sync.bind(handle);
      const name = path.relative(folder, String(given[0]));
      handle.sync = () => sync().finally(() => steps.push(`sync ${name}`));
      return handle;
    };
    promises.rename = (...given) => rename(...given).finally(() => steps.push("rename"));
    try {
      await post(emulator, "/register-connector", JSON.stringify(registration()));
      assert.deepEqual(steps, ["sync data.json.tmp", "rename", "sync "]);
    } finally {
      Object.assign(promises, { open, rename });
    }
  });

  it("has what the controls changed before they answer", async () => {
    const emulator = await start();
    await fetch(`${emulator.url}/_emulator/connector?label=crm`, { method: "PUT", body: "{}" });
    assert.match(readFileSync(dataFile, "utf8"), /"crm"/);
    mkdirSync(`${dataFile}.tmp`);
    const refused = await fetch(`${emulator.url}/_emulator/connector?label=crm`, { method: "DELETE" });
    assert.equal(refused.status, 500);
    assert.match(await refused.text(), /data\.json can't be written/);
    rmSync(`${dataFile}.tmp`, { recursive: true });
  });

  it("doesn't grow by those who only look, nor by calls that failed", async () => {
    const emulator = await start();
    const { call, end } = traffic(emulator.url);
    for (const account of ["111111111111", "222222222222"]) {
      await call("/list-connectors", {}, account);
      await call("/describe-connector", { connectorType: "CustomConnector", connectorLabel: "crm" }, account);
      await call("/unregister-connector", { connectorLabel: "crm" }, account);
      await call("/register-connector", { ...registration("crm", "none"), clientToken: "t" }, account);
    }
    await call("/register-connector", registration());
    end();
    const { places } = JSON.parse(readFileSync(dataFile, "utf8")) as { places: object };
    assert.deepEqual(Object.keys(places), ["123456789012/eu-west-1"]);
  });

  it("isn't touched any more once the emulator is closed", async () => {
    const first = await start();
    first.functions.register(arnOf("slow"), { node: NODE, handler: "index.neverEnd" });
    const late = post(first, "/register-connector", JSON.stringify(registration("late", "slow")));
    const gone = assert.rejects(late);
    while (first.functions.get(arnOf("slow"))?.invocations !== 1) await new Promise(setImmediate);
    await first.close();
    await gone;
    const opened: unknown[] = [];
    const { open } = promises;
    promises.open = (...given) => open(...given).finally(() => opened.push(given));
    try {
      first.connectors.put("ghost");
      await new Promise(setImmediate);
    } finally {
      promises.open = open;
    }
    assert.deepEqual(opened, []);
    assert.deepEqual((await start()).connectors.list(), []);
  });

  it("stays where it was named, wherever the process goes", async () => {
    const [before, file] = [process.cwd(), dataFile];
    process.chdir(folder);
    dataFile = "data.json";
    const emulator = await start().finally(() => process.chdir(before));
    emulator.connectors.put("crm");
    await emulator.close();
    assert.match(readFileSync(file, "utf8"), /"crm"/);
  });

  if (existsSync(FULL))
    it("on a full disk fails what would change it, says why, and works again when there is room", async () => {
      const emulator = await start();
      symlinkSync(FULL, `${dataFile}.tmp`);
      const refused = await post(emulator, "/register-connector", JSON.stringify(registration()));
      assert.equal(refused.status, 500);
      assert.match(await refused.text(), /data\.json can't be written: ENOSPC: no space left on device/);
      await assert.rejects(emulator.close(), /data\.json can't be written: ENOSPC/);
      assert.ok(!existsSync(`${dataFile}.lock`));
      rmSync(`${dataFile}.tmp`);
      await (await start()).close();
    });

  it("in a folder that can't be written is refused at the start", async () => {
    chmodSync(folder, 0o555);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(NOBODY);
    try {
      await assert.rejects(start(), /data\.json can't be used: E(ACCES|PERM|ROFS)/);
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(folder, 0o755);
    }
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

  it("isn't needed", async () => {
    await (await startEmulator()).close();
  });
});
