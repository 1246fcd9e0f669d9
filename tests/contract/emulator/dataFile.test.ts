import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import promises from "node:fs/promises";
import path from "node:path";
import { Appflow } from "@aws-sdk/client-appflow";
import type { Emulator } from "../../../emulator/index";
import {
  arnOf,
  connection,
  BAD,
  post,
  registration,
  registrationBody,
  startTestEmulator,
  waitForRuns,
} from "../../support/emulator/testEmulator";
import { eachTestFolder } from "../../support/emulator/testFolder";
import { openTraffic } from "../../support/emulator/traffic";

/** A device that takes no byte, as a full disk does. */
const FULL = "/dev/full";

/** Root can write everywhere, so root takes part as nobody. */
const NOBODY = 65_534;

describe("The embedded AppFlow's data file", () => {
  const inFolder = eachTestFolder();
  let dataFile: string;
  const running: Emulator[] = [];

  beforeEach(() => {
    dataFile = inFolder("data.json");
  });

  afterEach(() => Promise.all(running.splice(0).map((it) => it.close().catch(() => undefined))));

  async function start(): Promise<Emulator> {
    const emulator = await startTestEmulator({ dataFile });
    running.push(emulator);
    return emulator;
  }

  const register = (emulator: Emulator) => post(emulator, "/register-connector", registrationBody());

  it("keeps registrations, profiles and client tokens, and no credentials", async () => {
    const first = await start();
    const appflow = new Appflow(connection(first));
    const input = {
      ...registration(),
      clientToken: "t1",
      description: "kept",
    };
    await appflow.registerConnector(input);
    await appflow.createConnectorProfile({
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
    });
    const saved = [first.connectors.list(), first.profiles.list()];
    await first.close();
    assert.doesNotMatch(readFileSync(dataFile, "utf8"), /canary/);
    const second = await start();
    assert.deepEqual([second.connectors.list(), second.profiles.list()], saved);
    const again = new Appflow(connection(second));
    await again.registerConnector(input);
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
    ["damaged", '{"format":"appflow-emulator","version":1,"places":{"a/b":{"connectors":5}}}'],
    ["of a later version", '{"format":"appflow-emulator","version":2,"places":{}}'],
  ] as const)
    it(`is refused and left as it is when it is ${what}`, async () => {
      writeFileSync(dataFile, text);
      await assert.rejects(start(), (error: Error) => error.message.includes(dataFile));
      assert.equal(readFileSync(dataFile, "utf8"), text);
      assert.ok(!existsSync(`${dataFile}.lock`));
    });

  it("left half written by a killed process does no harm", async () => {
    writeFileSync(`${dataFile}.tmp`, '{"format":"appflow-emu');
    const emulator = await start();
    assert.equal((await register(emulator)).status, 200);
    await emulator.close();
    assert.deepEqual(readdirSync(inFolder()), ["data.json"]);
    assert.equal((await start()).connectors.list().length, 1);
  });

  it("is on the disk before it takes the old one's place, and before the answer", async () => {
    const emulator = await start();
    const steps: string[] = [];
    const { open, rename } = promises;
    promises.open = async (...args) => {
      const handle = await open(...args);
      const sync = handle.sync.bind(handle);
      const name = path.relative(inFolder(), String(args[0]));
      handle.sync = () => sync().finally(() => steps.push(`sync ${name}`));
      return handle;
    };
    promises.rename = (...args) => rename(...args).finally(() => steps.push("rename"));
    try {
      await register(emulator);
      assert.deepEqual(steps, ["sync data.json.tmp", "rename", "sync "]);
    } finally {
      Object.assign(promises, { open, rename });
    }
  });

  it("has what the controls changed before they answer", async () => {
    const emulator = await start();
    await fetch(`${emulator.url}/_emulator/connector?label=crm`, { method: "PUT", body: "{}" });
    assert.match(readFileSync(dataFile, "utf8"), /"crm"/);
  });

  it("doesn't grow by those who only look, nor by calls that failed", async () => {
    const emulator = await start();
    const { call, end } = openTraffic(emulator.url);
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
    first.functions.register(arnOf("slow"), { node: BAD, handler: "index.neverEnd" });
    const late = post(first, "/register-connector", registrationBody("late", "slow"));
    const gone = assert.rejects(late);
    await waitForRuns(first, "slow", 1);
    await first.close();
    await gone;
    const opened: unknown[] = [];
    const { open } = promises;
    promises.open = (...args) => open(...args).finally(() => opened.push(args));
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
    process.chdir(inFolder());
    dataFile = "data.json";
    const emulator = await start().finally(() => process.chdir(before));
    emulator.connectors.put("crm");
    await emulator.close();
    assert.match(readFileSync(file, "utf8"), /"crm"/);
  });

  const unwritable: [what: string, spoil: (file: string) => void, reason: RegExp][] = [
    ["with a folder in its way", (file) => mkdirSync(file), /data\.json can't be written: EISDIR/],
    ...(existsSync(FULL)
      ? [["on a full disk", (file: string) => symlinkSync(FULL, file), /data\.json can't be written: ENOSPC/] as never]
      : []),
  ];
  for (const [what, spoil, reason] of unwritable)
    it(`${what} fails what would change it, says why, and works again when it can be written`, async () => {
      const emulator = await start();
      const change = `${emulator.url}/_emulator/connector?label=crm`;
      spoil(`${dataFile}.tmp`);
      const refused = await register(emulator);
      assert.equal(refused.status, 500);
      assert.match(await refused.text(), reason);
      assert.equal((await fetch(change, { method: "DELETE" })).status, 500);
      rmSync(`${dataFile}.tmp`, { recursive: true });
      assert.equal((await post(emulator, "/list-connectors", "{}")).status, 200);
      assert.ok(existsSync(dataFile));
      spoil(`${dataFile}.tmp`);
      emulator.connectors.put("crm");
      await assert.rejects(emulator.close(), reason);
      assert.ok(!existsSync(`${dataFile}.lock`));
      rmSync(`${dataFile}.tmp`, { recursive: true });
      await start();
    });

  it("in a folder that can't be written is refused at the start", async () => {
    chmodSync(inFolder(), 0o555);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(NOBODY);
    try {
      await assert.rejects(start(), /data\.json can't be used: E(ACCES|PERM|ROFS)/);
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(inFolder(), 0o755);
    }
  });

  it("must have a folder", async () => {
    dataFile = inFolder("none", "data.json");
    await assert.rejects(start(), /can't be used/);
  });
});
