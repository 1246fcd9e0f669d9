import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface LockFile {
  packages: Record<string, Record<string, unknown>>;
}
const readiness = createRequire(__filename)("../../../tools/readiness.cjs") as {
  nodeProblem(version: string, range: string): string | undefined;
  isInstalled(lock: LockFile, recorded: LockFile): boolean;
  installProblem(output: string): string;
  npmWords(output: string): string;
  isBuilt(root: string): boolean;
};

describe("tools/readiness: Node", () => {
  it("takes the floor and everything newer", () => {
    assert.equal(readiness.nodeProblem("v20.0.0", ">=20"), undefined);
    assert.equal(readiness.nodeProblem("v26.1.0", ">=20"), undefined);
    assert.equal(readiness.nodeProblem("v100.1.0", ">=20"), undefined);
  });

  it("names the floor, what there is, and where to get another", () => {
    assert.equal(
      readiness.nodeProblem("v9.11.2", ">=20"),
      "Node 20 or newer is needed, this is v9.11.2; get it from https://nodejs.org",
    );
    assert.match(readiness.nodeProblem("v19.9.0", ">=20") ?? "", /this is v19\.9\.0/);
  });
});

describe("tools/readiness: installed packages", () => {
  const hono = { version: "4.0.0", resolved: "https://registry/hono.tgz", integrity: "sha512-a" };
  const fsevents = { version: "2.0.0", integrity: "sha512-b", optional: true };
  const lock = (packages: LockFile["packages"]): LockFile => ({ packages });
  const wanted = lock({ "": { name: "root" }, "node_modules/hono": hono, "node_modules/fsevents": fsevents });

  it("are up to date when all are there, or only optional ones are absent", () => {
    assert.equal(readiness.isInstalled(wanted, lock({ ...wanted.packages })), true);
    assert.equal(readiness.isInstalled(wanted, lock({ "node_modules/hono": hono })), true);
  });

  it("are not when one is absent, or another version, or other contents", () => {
    assert.equal(readiness.isInstalled(wanted, lock({ "node_modules/fsevents": fsevents })), false);
    for (const change of [{ version: "4.0.1" }, { integrity: "sha512-z" }, { link: true }]) {
      const other = lock({ "node_modules/hono": { ...hono, ...change } });
      assert.equal(readiness.isInstalled(wanted, other), false, JSON.stringify(change));
    }
  });
});

describe("tools/readiness: a failed install", () => {
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
      assert.match(readiness.installProblem(output), expected));
});

describe("tools/readiness: npm's report", () => {
  it("is shown without its stack trace", () => {
    const report = [
      "npm error code ECONNREFUSED",
      "npm error FetchError: request to http://registry/ failed",
      "npm error     at ClientRequest.emit (node:events:524:28) {",
      "npm error   errno: 'ECONNREFUSED',",
      "npm error }",
      "npm error",
      "npm error A complete log of this run can be found in: /x.log",
    ];
    assert.deepEqual(readiness.npmWords(report.join("\n")).split("\n"), [report[0], report[1], report[6]]);
  });
});

describe("tools/readiness: the built package", () => {
  let root: string;
  const at = (path: string, second: number, content?: string) => {
    if (content !== undefined) writeFileSync(join(root, path), content);
    utimesSync(join(root, path), second, second);
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "readiness-"));
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
    assert.equal(readiness.isBuilt(root), true);
    at("emulator/runtimes/__pycache__", 3000);
    assert.equal(readiness.isBuilt(root), true);
  });

  it("is not when it is missing, a file changed, or a file was removed", () => {
    at("emulator/runtimes/invoke.py", 3000);
    assert.equal(readiness.isBuilt(root), false);
    at("emulator/runtimes/invoke.py", 1000);
    at("emulator/runtimes", 3000);
    assert.equal(readiness.isBuilt(root), false);
    at("emulator/runtimes", 1000);
    rmSync(join(root, "dist"), { recursive: true });
    assert.equal(readiness.isBuilt(root), false);
  });
});
