import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder, fillAtOnce, whileLocked } from "../../../tools/cliCache";
import { PULUMI_VERSION } from "../../../tools/installedCli";

const NAME = `pulumi-appflow-connector/pulumi-v${PULUMI_VERSION}`;

describe("tools/cliCache: the folder", () => {
  const on = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv = {}) =>
    cacheFolder({ platform, arch: "arm64", env }, "/h");

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

describe("tools/cliCache: runs that meet", () => {
  let root: string;
  let folder: string;
  const { signal } = new AbortController();
  const failOnWait = () => assert.fail("waits");

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "cli-cache-"));
    folder = join(root, "cache", "pulumi");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("work one after the other, and the second says once that it waits", async () => {
    const events: string[] = [];
    let finishFirst = () => {};
    let first: Promise<void> | undefined;
    await new Promise<void>((begun) => {
      first = whileLocked(folder, signal, async () => {
        begun();
        await new Promise<void>((resolve) => (finishFirst = resolve));
        events.push("first ends");
      });
    });
    const second = whileLocked(
      folder,
      signal,
      () => Promise.resolve(events.push("second")),
      (line) => {
        events.push(line);
        finishFirst();
      },
    );
    await Promise.all([first, second]);
    const waiting = `Another run is bringing the Pulumi CLI ${PULUMI_VERSION}; waiting for it.`;
    assert.deepEqual(events, [waiting, "first ends", "second"]);
    assert.equal(existsSync(`${folder}.lock`), false);
  });

  it("don't wait for one that was killed long ago", async () => {
    mkdirSync(`${folder}.lock`, { recursive: true });
    const longAgo = Date.now() / 1000 - 60;
    utimesSync(`${folder}.lock`, longAgo, longAgo);
    assert.equal(await whileLocked(folder, signal, () => Promise.resolve("done"), failOnWait), "done");
  });

  it("release the lock when the work fails", async () => {
    const failing = whileLocked(folder, signal, () => Promise.reject(new Error("full")));
    await assert.rejects(failing, /full/);
    assert.equal(existsSync(`${folder}.lock`), false);
  });

  it("say where the cache would be when it can't be created", async () => {
    writeFileSync(join(root, "cache"), "a file in its place");
    const failing = whileLocked(folder, signal, () => Promise.resolve());
    await assert.rejects(failing, (error: Error) => {
      assert.ok(error.message.includes(folder) && error.message.includes("XDG_CACHE_HOME"), error.message);
      return true;
    });
  });

  it("stop waiting when they are interrupted, and leave the lock to its holder", async () => {
    const interrupt = new AbortController();
    mkdirSync(`${folder}.lock`, { recursive: true });
    const waiting = whileLocked(
      folder,
      interrupt.signal,
      () => Promise.resolve(),
      () => interrupt.abort(new Error("Ctrl-C")),
    );
    await assert.rejects(waiting, /^Error: Ctrl-C$/);
    assert.equal(existsSync(`${folder}.lock`), true);
  });
});

describe("tools/cliCache: filling", () => {
  let root: string;
  let folder: string;
  const write = (text: string) => (unfinished: string) => Promise.resolve(writeFileSync(join(unfinished, "a"), text));

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

  it("removes what a killed run left", async () => {
    mkdirSync(`${folder}.unfinished-1`);
    await fillAtOnce(folder, write("whole"));
    assert.deepEqual(readdirSync(root), ["pulumi"]);
  });
});
