import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { diagnosticsOf, registration } from "../support/project";
import { setStage } from "../support/stage";

const PULUMI = join(__dirname, "..", "..", "node_modules", "@pulumi");

describe("a state whose package can't be loaded", function () {
  this.timeout(300_000);
  const stage = setStage();

  /** Puts another package in the place of the one that the project has installed. */
  const replacePackage = () => {
    const modules = join(stage.project.folder, "node_modules");
    const folder = join(modules, "pulumi-appflow-connector");
    unlinkSync(modules);
    mkdirSync(folder, { recursive: true });
    symlinkSync(PULUMI, join(modules, "@pulumi"), "dir");
    const exports = { "./provider": "./provider.js" };
    writeFileSync(join(folder, "package.json"), JSON.stringify({ exports }));
    return (entry: string) => writeFileSync(join(folder, "provider.js"), entry);
  };

  it("says why, advises no installation where there is one, and keeps the registration", async () => {
    stage.project.program(registration("crm", ""));
    const up = await stage.project.up();
    assert.equal(up.code, 0, up.output);
    const writeEntry = replacePackage();
    const { project } = stage;
    for (const [run, entry, reason] of [
      [() => project.refresh(), "throw new TypeError('the file is damaged');", "the file is damaged"],
      [() => project.destroy(), "exports.other = 1;", ".handler is not a function"],
    ] as const) {
      writeEntry(entry);
      const { code, output } = await run();
      assert.notEqual(code, 0);
      const message = diagnosticsOf(output, "crm");
      assert.match(message, /^ {4}error: /);
      assert.ok(message.includes(`${reason}\n`), output);
      assert.doesNotMatch(output, /npm install|not installed|\bat .*:\d+|node:internal/);
    }
    assert.equal(stage.aws.connectors.list().length, 1);
    assert.equal(stage.project.state().length, 1);
  });
});
