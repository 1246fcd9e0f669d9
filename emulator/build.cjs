"use strict";
// Compiles what is stale into dist/, and copies what else belongs to the package: the functions' runtimes and the license.
const { spawnSync } = require("node:child_process");
const { cpSync, rmSync } = require("node:fs");
const { join } = require("node:path");

const dist = join(__dirname, "dist");
// Before packing: what comes from a source that is gone by now must not be published.
if (process.argv.includes("--clean")) rmSync(dist, { recursive: true, force: true });
const args = [require.resolve("typescript/bin/tsc"), "-b", __dirname];
const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
const runtimes = join("functions", "runtimes");
cpSync(join(__dirname, runtimes), join(dist, runtimes), { recursive: true });
cpSync(join(__dirname, "..", "LICENSE"), join(__dirname, "LICENSE"));
