"use strict";
// Compiles both packages, each into its dist/. The root comes last: its age says whether a build is needed.
const { spawnSync } = require("node:child_process");
const { rmSync } = require("node:fs");
const { join } = require("node:path");

require("../emulator/build.cjs");

const root = join(__dirname, "..");
rmSync(join(root, "dist"), { recursive: true, force: true });
const compiler = require.resolve("typescript/bin/tsc");
const { status } = spawnSync(process.execPath, [compiler, "-p", join(root, "tsconfig.build.json")], {
  stdio: "inherit",
});
if (status !== 0) process.exitCode = status || 1;
