import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findExecutable, searchCli, versionProblem } from "../../../tools/installedCli";

describe("tools/installedCli: the version", () => {
  for (const version of ["v3.258.0", "3.1000.0", "v3.259.0-alpha.7"])
    it(`takes ${version}`, () => assert.equal(versionProblem(version, "3.258.0"), undefined));

  for (const version of ["v3.99.0", "3.258.0-dev.1"])
    it(`finds ${version} too old`, () => assert.match(versionProblem(version, "3.258.0") ?? "", /is older than/));

  it("refuses another major version, older or newer", () => {
    assert.match(versionProblem("4.0.0", "3.258.0") ?? "", /major version \(4\.0\.0\) is not 3/);
    assert.match(versionProblem("v2.999.0", "3.258.0") ?? "", /major version/);
  });

  it("can't be read in every text", () => assert.match(versionProblem("dev", "3.258.0") ?? "", /"dev" can't be read/));
});

describe("tools/installedCli: the choice", () => {
  let root: string;
  const folder = (name: string) => join(root, name);
  const program = (place: string, name: string, script = "exit 0") => {
    mkdirSync(folder(place), { recursive: true });
    writeFileSync(join(folder(place), name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder(place), name), 0o755);
  };
  const companions = (place: string) => {
    program(place, "pulumi-language-nodejs");
    program(place, "pulumi-resource-pulumi-nodejs");
  };

  beforeEach(() => (root = mkdtempSync(join(tmpdir(), "installed-cli-"))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("takes a CLI with its companions beside it", async () => {
    program("bin", "pulumi", "echo v3.258.0");
    companions("bin");
    assert.deepEqual(await searchCli([folder("empty"), folder("bin")], []), {
      cli: { command: join(folder("bin"), "pulumi"), binDir: folder("bin"), version: "3.258.0" },
    });
  });

  it("takes companions from where the CLI is linked to, or from the other folders", async () => {
    program("kept", "pulumi", "echo v3.260.0");
    mkdirSync(folder("bin"));
    symlinkSync(join(folder("kept"), "pulumi"), join(folder("bin"), "pulumi"));
    companions("others");
    assert.ok("cli" in (await searchCli([folder("bin")], [folder("others")])));
    assert.ok("problem" in (await searchCli([folder("bin")], [])));
    companions("kept");
    assert.ok("cli" in (await searchCli([folder("bin")], [])));
  });

  it("says what is missing", async () => {
    program("bin", "pulumi", "echo v3.258.0");
    program("bin", "pulumi-language-nodejs");
    const search = await searchCli([folder("bin")], []);
    assert.match("problem" in search ? search.problem : "", /comes without pulumi-resource-pulumi-nodejs$/);
    assert.deepEqual(await searchCli([folder("empty")], []), { problem: "there is no pulumi" });
  });

  it("says how a CLI that doesn't run failed", async () => {
    program("bin", "pulumi", "echo no such instruction >&2; exit 3");
    const search = await searchCli([folder("bin")], []);
    assert.match("problem" in search ? search.problem : "", /version ended with exit code 3: no such instruction/);
  });

  it("passes over files that can't be executed, as a shell does", () => {
    program("first", "pulumi");
    chmodSync(join(folder("first"), "pulumi"), 0o644);
    program("second", "pulumi");
    assert.equal(findExecutable("pulumi", [folder("first"), folder("second")]), join(folder("second"), "pulumi"));
  });
});
