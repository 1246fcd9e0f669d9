import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder, fillAtOnce, isStale, parseLock, whileLocked } from "../../../tools/cliCache";
import { PULUMI_VERSION } from "../../../tools/installedCli";

const NAME = `pulumi-appflow-connector/pulumi-v${PULUMI_VERSION}`;

describe("tools/cliCache: the folder", () => {
  const on = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv = {}) =>
    cacheFolder({ platform, arch: "arm64", env, home: "/h" });

  it("is where each platform keeps caches", () => {
    assert.equal(on("linux"), `/h/.cache/${NAME}-linux-arm64`);
    assert.equal(on("darwin"), `/h/Library/Caches/${NAME}-darwin-arm64`);
    assert.equal(on("win32", { LOCALAPPDATA: "/local" }), `/local/${NAME}-win32-arm64`);
    assert.equal(on("win32"), `/h/AppData/Local/${NAME}-win32-arm64`);
  });

  it("follows XDG_CACHE_HOME unless that is empty or relative", () => {
    assert.equal(on("linux", { XDG_CACHE_HOME: "/x" }), `/x/${NAME}-linux-arm64`);
    assert.equal(on("darwin", { XDG_CACHE_HOME: "/x" }), `/x/${NAME}-darwin-arm64`);
    assert.equal(on("linux", { XDG_CACHE_HOME: "" }), `/h/.cache/${NAME}-linux-arm64`);
    assert.equal(on("linux", { XDG_CACHE_HOME: "x" }), `/h/.cache/${NAME}-linux-arm64`);
  });
});

describe("tools/cliCache: a lock", () => {
  const here = (alive: boolean) => ({ host: "here", isAlive: () => alive });

  it("holds while its process lives and is heard of", () =>
    assert.equal(isStale({ pid: 7, host: "here" }, 100_000, here(true)), false));

  it("is stale when its process is gone", () =>
    assert.equal(isStale({ pid: 7, host: "here" }, 0, here(false)), true));

  it("is stale when nothing was heard for long, since the pid may be somebody else's by now", () =>
    assert.equal(isStale({ pid: 7, host: "here" }, 121_000, here(true)), true));

  it("of another host holds while it is heard of: the pid says nothing here", () => {
    assert.equal(isStale({ pid: 7, host: "there" }, 100_000, here(false)), false);
    assert.equal(isStale({ pid: 7, host: "there" }, 121_000, here(false)), true);
  });

  it("that is not filled yet holds for a moment", () => {
    assert.equal(isStale(undefined, 500, here(false)), false);
    assert.equal(isStale(undefined, 11_000, here(true)), true);
  });

  it("is read whatever it holds", () => {
    assert.deepEqual(parseLock('{"pid":7,"host":"h"}'), { pid: 7, host: "h" });
    for (const text of ["", "{", "null", "7", '{"pid":"7","host":"h"}', '{"pid":7}'])
      assert.equal(parseLock(text), undefined, text);
  });
});

describe("tools/cliCache: runs that meet", () => {
  let root: string;
  let folder: string;
  const gone = () => spawnSync(process.execPath, ["-e", ""]).pid;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "cli-cache-"));
    folder = join(root, "cache", "pulumi");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("work one after the other, and the second says whom it waits for", async () => {
    const events: string[] = [];
    const waiting: number[] = [];
    let finishFirst = () => {};
    const onWait = ({ pid }: { pid: number }) => {
      waiting.push(pid);
      finishFirst();
    };
    const first = whileLocked(
      folder,
      async () => {
        events.push("first begins");
        await new Promise<void>((resolve) => (finishFirst = resolve));
        events.push("first ends");
      },
      { onWait },
    );
    const second = whileLocked(folder, () => Promise.resolve(events.push("second")), { onWait });
    await Promise.all([first, second]);
    assert.deepEqual(events, ["first begins", "first ends", "second"]);
    assert.deepEqual(waiting, [process.pid]);
    assert.equal(existsSync(`${folder}.lock`), false);
  });

  it("don't wait for a process that is gone", async () => {
    mkdirSync(join(root, "cache"));
    writeFileSync(`${folder}.lock`, JSON.stringify({ pid: gone(), host: hostname() }));
    const onWait = () => assert.fail("waits");
    assert.equal(await whileLocked(folder, () => Promise.resolve("done"), { onWait }), "done");
  });

  it("release the lock when the work fails", async () => {
    const failing = whileLocked(folder, () => Promise.reject(new Error("full")), { onWait: () => {} });
    await assert.rejects(failing, /full/);
    assert.equal(existsSync(`${folder}.lock`), false);
  });

  it("say where the cache would be when it can't be created", async () => {
    writeFileSync(join(root, "cache"), "a file in its place");
    const failing = whileLocked(folder, () => Promise.resolve(), { onWait: () => {} });
    await assert.rejects(failing, (error: Error) => {
      assert.ok(error.message.includes(folder) && error.message.includes("XDG_CACHE_HOME"), error.message);
      return true;
    });
  });

  it("stop waiting when they are interrupted", async () => {
    const interrupt = new AbortController();
    mkdirSync(join(root, "cache"));
    writeFileSync(`${folder}.lock`, JSON.stringify({ pid: process.pid, host: hostname() }));
    const waiting = whileLocked(folder, () => Promise.resolve(), {
      onWait: () => interrupt.abort(new Error("Ctrl-C")),
      signal: interrupt.signal,
    });
    await assert.rejects(waiting, /^Error: Ctrl-C$/);
    assert.equal(existsSync(`${folder}.lock`), true);
  });
});

describe("tools/cliCache: filling", () => {
  let root: string;
  let folder: string;
  const write = (text: string) => (unfinished: string) =>
    Promise.resolve(writeFileSync(join(unfinished, "a"), text));

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "cli-cache-"));
    folder = join(root, "pulumi");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("shows the folder only when it is whole", async () => {
    await fillAtOnce(folder, async (unfinished) => {
      await write("whole")(unfinished);
      assert.equal(existsSync(folder), false);
    });
    assert.equal(readFileSync(join(folder, "a"), "utf8"), "whole");
    assert.deepEqual(readdirSync(root), ["pulumi"]);
  });

  it("leaves nothing behind when it fails", async () => {
    const failing = fillAtOnce(folder, async (unfinished) => {
      await write("half")(unfinished);
      throw new Error("interrupted");
    });
    await assert.rejects(failing, /interrupted/);
    assert.deepEqual(readdirSync(root), []);
  });

  it("keeps what another run put there first", async () => {
    await fillAtOnce(folder, async (unfinished) => {
      await write("second")(unfinished);
      mkdirSync(folder);
      writeFileSync(join(folder, "a"), "first");
    });
    assert.equal(readFileSync(join(folder, "a"), "utf8"), "first");
    assert.deepEqual(readdirSync(root), ["pulumi"]);
  });

  it("removes what a killed run left, and not what another one is writing", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    mkdirSync(`${folder}.unfinished-${pid}`);
    mkdirSync(`${folder}.unfinished-${process.ppid}`);
    await fillAtOnce(folder, write("whole"));
    assert.deepEqual(readdirSync(root), ["pulumi", `pulumi.unfinished-${process.ppid}`]);
  });
});
