"use strict";
// Compiles the package into dist/ and copies what the compiler leaves behind.
const { execFileSync } = require("node:child_process");
const { cpSync, rmSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
rmSync(join(root, "dist"), { recursive: true, force: true });
execFileSync(
  process.execPath,
  [require.resolve("typescript/bin/tsc"), "-p", join(root, "tsconfig.build.json")],
  {
    stdio: "inherit",
  },
);
cpSync(join(root, "emulator", "runtimes"), join(root, "dist", "emulator", "runtimes"), { recursive: true });
