import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pulumiEnvironment } from "../../../tools/pulumiEnvironment";

describe("tools/pulumiEnvironment", () => {
  it("keeps state and settings under one folder, also when its name has spaces", () => {
    const home = mkdtempSync(join(tmpdir(), "pulumi env 100%-"));
    try {
      const env = pulumiEnvironment(home);
      assert.equal(env.PULUMI_HOME, home);
      assert.ok(existsSync(fileURLToPath(env.PULUMI_BACKEND_URL ?? "")));
      assert.equal(env.PULUMI_CONFIG_PASSPHRASE, "");
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});
