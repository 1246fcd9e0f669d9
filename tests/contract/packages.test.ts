import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa from "execa";

const ROOT = join(__dirname, "..", "..");

/** The most that a packed package may have, in bytes. */
const LIMIT = 120_000;

/** Needs what `npm run build` compiles. */
describe("A packed package", function () {
  this.timeout(120_000);
  let folder = "";
  before(() => (folder = mkdtempSync(join(tmpdir(), "packages-"))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = (command: string, ...cliArguments: string[]) =>
    execa(command, cliArguments, { cwd: ROOT, preferLocal: true, all: true, reject: false });

  for (const [name, ...workspace] of [
    ["pulumi-appflow-connector"],
    ["appflow-emulator", "--workspace", "emulator"],
  ] as const) {
    let tarball = "";
    it(`of ${name} is small, and has neither tests nor install scripts`, async () => {
      const flags = ["--ignore-scripts", "--json", "--pack-destination", folder];
      const { stdout } = await run("npm", "pack", ...flags, ...workspace);
      const [{ filename, size, files }] = JSON.parse(stdout) as [
        { filename: string; size: number; files: { path: string }[] },
      ];
      tarball = join(folder, filename);
      assert.ok(size <= LIMIT, `${size} bytes`);
      assert.deepEqual(
        files.map(({ path }) => path).filter((path) => /(^|\/)tests?\/|\.tsbuildinfo$/.test(path)),
        [],
      );
      const manifest = readFileSync(join(ROOT, ...workspace.slice(1), "package.json"), "utf8");
      const { scripts } = JSON.parse(manifest) as { scripts: object };
      assert.deepEqual(
        Object.keys(scripts).filter((script) => /^(pre|post)?install$|^prepare$/.test(script)),
        [],
      );
    });

    it(`of ${name} is what publint wants`, async () => {
      const { all, exitCode } = await run("publint", "run", tarball, "--strict");
      assert.equal(exitCode, 0, all);
    });

    it(`of ${name} has types for every entry, however they are resolved`, async () => {
      const { all, exitCode } = await run("attw", tarball);
      assert.equal(exitCode, 0, all);
    });
  }
});
