"use strict";
// Builds of both packages what is stale: the provider into dist/, the emulator into emulator/dist/.
const { spawnSync } = require("node:child_process");
const { rmSync } = require("node:fs");
const { dirname, join } = require("node:path");

const ROOT = dirname(__dirname);

// Before packing: what comes from a source that is gone by now must not be published.
if (process.argv.includes("--clean")) rmSync(join(ROOT, "dist"), { recursive: true, force: true });
const args = [require.resolve("typescript/bin/tsc"), "-b", "tsconfig.build.json"];
const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
require("../emulator/build.cjs");
