"use strict";
// Compiles the package into dist/ and copies what the compiler leaves behind.
const { spawnSync } = require("node:child_process");
const { cpSync, rmSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
rmSync(join(root, "dist"), { recursive: true, force: true });
const compiler = require.resolve("typescript/bin/tsc");
const { status } = spawnSync(process.execPath, [compiler, "-p", join(root, "tsconfig.build.json")], {
  stdio: "inherit",
});
if (status === 0)
  cpSync(join(root, "emulator", "runtimes"), join(root, "dist", "emulator", "runtimes"), { recursive: true });
else process.exitCode = status || 1;
