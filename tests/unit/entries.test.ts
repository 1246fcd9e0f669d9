import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");

describe("the entries of the package", () => {
  for (const entry of ["provider/index.ts", "sdk/index.ts"])
    it(`load no package of the AWS SDK before a call needs it: ${entry}`, () => {
      const program = `require("ts-node/register"); require(${JSON.stringify(join(ROOT, entry))});
        console.log(JSON.stringify(Object.keys(require.cache)))`;
      const loaded = JSON.parse(
        execFileSync(process.execPath, ["-e", program], { cwd: ROOT, encoding: "utf8" }),
      ) as string[];
      assert.ok(loaded.some((file) => file.endsWith(join("provider", "aws", "appflow.ts"))));
      const ofSdk = loaded.filter((file) => /node_modules[\\/]@(aws-sdk|smithy)[\\/]/.test(file));
      assert.deepEqual(ofSdk, []);
    });
});
