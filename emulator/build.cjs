"use strict";
// Compiles the package into dist/, and copies what else belongs in it: the functions' runtimes and the license.
const { spawnSync } = require("node:child_process");
const { cpSync, rmSync } = require("node:fs");
const { join } = require("node:path");

cpSync(join(__dirname, "..", "LICENSE"), join(__dirname, "LICENSE"));
const dist = join(__dirname, "dist");
rmSync(dist, { recursive: true, force: true });
const compiler = require.resolve("typescript/bin/tsc");
const { status } = spawnSync(process.execPath, [compiler, "-p", __dirname], { stdio: "inherit" });
const runtimes = join("functions", "runtimes");
if (status === 0) cpSync(join(__dirname, runtimes), join(dist, runtimes), { recursive: true });
else process.exitCode = status || 1;
