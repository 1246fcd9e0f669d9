import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface LockFile {
  packages: Record<string, Record<string, unknown>>;
}
const bootstrap = createRequire(__filename)("../../../tools/bootstrap.cjs") as {
  nodeProblem(version: string, floor: number): string | undefined;
  isInstalled(lock: LockFile, recorded: LockFile): boolean;
  installProblem(output: string): string;
  isBuilt(root: string): boolean;
};

describe("tools/bootstrap: Node", () => {
  it("takes the floor and everything newer", () => {
    assert.equal(bootstrap.nodeProblem("v20.0.0", 20), undefined);
    assert.equal(bootstrap.nodeProblem("v26.1.0", 20), undefined);
    assert.equal(bootstrap.nodeProblem("v100.1.0", 20), undefined);
  });

  it("names the floor, what there is, and where to get another", () => {
    assert.equal(
      bootstrap.nodeProblem("v9.11.2", 20),
      "Node 20 or newer is needed, this is v9.11.2; get it from https://nodejs.org",
    );
    assert.match(bootstrap.nodeProblem("v19.9.0", 20) ?? "", /this is v19\.9\.0/);
  });
});

describe("tools/bootstrap: installed packages", () => {
  const hono = { version: "4.0.0", resolved: "https://registry/hono.tgz", integrity: "sha512-a" };
  const fsevents = { version: "2.0.0", integrity: "sha512-b", optional: true };
  const lock = (packages: LockFile["packages"]): LockFile => ({ packages });
  const wanted = lock({ "": { name: "root" }, "node_modules/hono": hono, "node_modules/fsevents": fsevents });

  it("are up to date when all are there, or only optional ones are absent", () => {
    assert.equal(bootstrap.isInstalled(wanted, lock({ ...wanted.packages })), true);
    assert.equal(bootstrap.isInstalled(wanted, lock({ "node_modules/hono": hono })), true);
  });

  it("are not when one is absent, or another version, or other contents", () => {
    assert.equal(bootstrap.isInstalled(wanted, lock({ "node_modules/fsevents": fsevents })), false);
    for (const change of [{ version: "4.0.1" }, { integrity: "sha512-z" }, { link: true }]) {
      const other = lock({ "node_modules/hono": { ...hono, ...change } });
      assert.equal(bootstrap.isInstalled(wanted, other), false, JSON.stringify(change));
    }
  });
});

describe("tools/bootstrap: a failed install", () => {
  const cases: [string, RegExp][] = [
    ["npm error code ENOTFOUND\nnpm error network request failed", /can't be reached \(ENOTFOUND\)/],
    ["npm error code ECONNREFUSED", /can't be reached \(ECONNREFUSED\)/],
    ["npm error code ENOSPC", /disk is full/],
    ["npm error code EACCES", /can't be written/],
    ["npm error code E403", /refuses a package/],
    [
      "`npm ci` can only install packages when your package.json and package-lock.json are in sync",
      /don't agree/,
    ],
    ["npm error something new", /npm's own words/],
  ];
  for (const [output, expected] of cases)
    it(`says what "${output.slice(0, 40)}" means`, () =>
      assert.match(bootstrap.installProblem(output), expected));
});

describe("tools/bootstrap: the built package", () => {
  let root: string;
  const at = (path: string, second: number, content?: string) => {
    if (content !== undefined) writeFileSync(join(root, path), content);
    utimesSync(join(root, path), second, second);
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "bootstrap-"));
    for (const folder of [
      "sdk",
      "emulator",
      "emulator/runtimes",
      "emulator/runtimes/__pycache__",
      "dist/sdk",
    ])
      mkdirSync(join(root, folder), { recursive: true });
    at("sdk/index.ts", 1000, "");
    at("emulator/runtimes/invoke.py", 1000, "");
    at("dist/sdk/index.js", 2000, "");
    for (const folder of ["sdk", "emulator/runtimes", "emulator"]) at(folder, 1000);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("is up to date when nothing changed since, whatever Python caches", () => {
    assert.equal(bootstrap.isBuilt(root), true);
    at("emulator/runtimes/__pycache__", 3000);
    assert.equal(bootstrap.isBuilt(root), true);
  });

  it("is not when it is missing, a file changed, or a file was removed", () => {
    at("emulator/runtimes/invoke.py", 3000);
    assert.equal(bootstrap.isBuilt(root), false);
    at("emulator/runtimes/invoke.py", 1000);
    at("emulator/runtimes", 3000);
    assert.equal(bootstrap.isBuilt(root), false);
    at("emulator/runtimes", 1000);
    rmSync(join(root, "dist"), { recursive: true });
    assert.equal(bootstrap.isBuilt(root), false);
  });
});
