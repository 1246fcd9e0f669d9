"use strict";
// Builds of both packages what is stale: the provider into dist/, the emulator into emulator/dist/.
const { spawnSync } = require("node:child_process");
const { cpSync, existsSync } = require("node:fs");
const { dirname, join } = require("node:path");

const ROOT = dirname(__dirname);
const COMPILER = require.resolve("typescript/bin/tsc");
const { status } = spawnSync(process.execPath, [COMPILER, "-b", "tsconfig.build.json"], {
  cwd: ROOT,
  stdio: "inherit",
});
if (status !== 0) process.exit(status ?? 1);
const emulator = join(ROOT, "emulator", "build.cjs");
if (existsSync(emulator)) require(emulator);
else
  cpSync(join(ROOT, "emulator", "runtimes"), join(ROOT, "dist", "emulator", "runtimes"), { recursive: true });
