import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const readiness = createRequire(__filename)("../../../tools/readiness.cjs") as {
  nodeProblem(version: string, range: string): string | undefined;
  isInstalled(root: string): boolean;
  installProblem(output: string): string;
  withoutStack(output: string): string;
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
  type Packages = Record<string, Record<string, unknown>>;
  const hono = { version: "4.0.0", resolved: "https://registry/hono.tgz", integrity: "sha512-a" };
  const fsevents = { version: "2.0.0", integrity: "sha512-b", optional: true };
  const wanted = { "": { name: "root" }, "node_modules/hono": hono, "node_modules/fsevents": fsevents };
  let root: string;
  const isInstalled = (recorded: Packages) => {
    writeFileSync(join(root, "node_modules", ".package-lock.json"), JSON.stringify({ packages: recorded }));
    return readiness.isInstalled(root);
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "readiness-"));
    mkdirSync(join(root, "node_modules"));
    writeFileSync(join(root, "package-lock.json"), JSON.stringify({ packages: wanted }));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("are up to date when all are there, or only optional ones are absent", () => {
    assert.equal(isInstalled(wanted), true);
    assert.equal(isInstalled({ "node_modules/hono": hono }), true);
  });

  it("are not when one is absent, or another version, or other contents", () => {
    assert.equal(isInstalled({ "node_modules/fsevents": fsevents }), false);
    for (const change of [{ version: "4.0.1" }, { integrity: "sha512-z" }, { link: true }])
      assert.equal(isInstalled({ "node_modules/hono": { ...hono, ...change } }), false);
  });

  it("are not where npm recorded nothing, or only half of it", () => {
    assert.equal(readiness.isInstalled(root), false);
    writeFileSync(join(root, "node_modules", ".package-lock.json"), "{");
    assert.equal(readiness.isInstalled(root), false);
  });
});

describe("tools/readiness: a failed install", () => {
  const cases: [string, RegExp][] = [
    ["npm error code ENOTFOUND\nnpm error network request failed", /can't be reached \(ENOTFOUND\)/],
    ["npm error code ECONNREFUSED", /can't be reached \(ECONNREFUSED\)/],
    ["npm error code ENOSPC", /disk is full/],
    ["npm error code EACCES", /can't be written/],
    ["npm error code E403", /refuses a package/],
    ["`npm ci` can only install packages when your package.json and package-lock.json are in sync", /don't agree/],
    ["npm error something new", /npm's own words/],
  ];
  for (const [output, expected] of cases)
    it(`says what "${output.slice(0, 40)}" means`, () => assert.match(readiness.installProblem(output), expected));
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
    assert.deepEqual(readiness.withoutStack(report.join("\n")).split("\n"), [report[0], report[1], report[6]]);
  });
});
