"use strict";
// Builds of both packages what is stale: the provider into dist/, the emulator into emulator/dist/.
const { spawnSync } = require("node:child_process");
const { cpSync, existsSync, rmSync } = require("node:fs");
const { dirname, join } = require("node:path");

const ROOT = dirname(__dirname);
const DIST = join(ROOT, "dist");
const EMULATOR = join(ROOT, "emulator");
/** As long as the emulator is no package of its own, it is built with the provider. */
const isPackage = existsSync(join(EMULATOR, "tsconfig.json"));
const [runtimes, emulatorDist] = isPackage
  ? [join("functions", "runtimes"), join(EMULATOR, "dist")]
  : ["runtimes", join(DIST, "emulator")];

// Before packing: what comes from a source that is gone by now must not be published.
if (process.argv.includes("--clean")) rmSync(DIST, { recursive: true, force: true });
const compiler = [require.resolve("typescript/bin/tsc"), "-b", "tsconfig.build.json"];
const args = isPackage ? compiler.concat("emulator") : compiler;
const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
cpSync(join(EMULATOR, runtimes), join(emulatorDist, runtimes), { recursive: true });
