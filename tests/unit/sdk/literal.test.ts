import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PROVIDER_LITERAL } from "../../../sdk/literal";

const HOST = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
const REQUIRE_FROM_STRING = require.resolve("require-from-string", { paths: [HOST] });

/** What stands in for the installed package: its handler says from where it was loaded, and with which protocol. */
const ENTRY = "exports.handler = (...args) => ({ args, from: __filename });";

/** Runs what the provider process does with a state's `__provider`, with a folder as its program's. */
function load(folder: string): {
  args?: number[];
  from?: string;
  message?: string;
  stack?: string;
  isError?: boolean;
} {
  const program = `
    const load = require(${JSON.stringify(REQUIRE_FROM_STRING)});
    let told;
    try { told = load(process.argv[1]).handler(); }
    catch (error) { told = { message: error.message, stack: error.stack, isError: error instanceof Error }; }
    console.log(JSON.stringify(told));`;
  const run = execFileSync(process.execPath, ["-e", program, PROVIDER_LITERAL], {
    cwd: folder,
    encoding: "utf8",
  });
  return JSON.parse(run) as ReturnType<typeof load>;
}

describe("The literal that every state keeps", () => {
  let folder = "";
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "literal-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const install = (...path: string[]): string => {
    const file = join(folder, ...path, "pulumi-appflow-connector", "provider.js");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, ENTRY);
    return file;
  };

  it("is one short line, of characters that need no escape in JSON", () => {
    assert.ok(PROVIDER_LITERAL.length < 250, String(PROVIDER_LITERAL.length));
    assert.equal(JSON.stringify(PROVIDER_LITERAL), `"${PROVIDER_LITERAL}"`);
    assert.match(PROVIDER_LITERAL, /^[ -~]+$/);
  });

  it("asks the installed package for protocol 1", () => {
    const from = install("node_modules");
    assert.deepEqual(load(folder), { args: [1], from });
  });

  it("finds the package in a folder above the program's", () => {
    const from = install("node_modules");
    const program = join(folder, "stacks", "dev");
    mkdirSync(program, { recursive: true });
    assert.equal(load(program).from, from);
  });

  it("finds the package in pnpm's store, where only a dependency depends on it", () => {
    const from = install("node_modules", ".pnpm", "node_modules");
    const program = join(folder, "stacks", "dev");
    mkdirSync(program, { recursive: true });
    assert.equal(load(folder).from, from);
    assert.equal(load(program).from, from);
  });

  it("prefers the package that the program installed to the one in pnpm's store", () => {
    install("node_modules", ".pnpm", "node_modules");
    const from = install("node_modules");
    assert.equal(load(folder).from, from);
  });

  it("says without a stack what to install where the package is missing", () => {
    assert.deepEqual(load(folder), {
      message: "npm install pulumi-appflow-connector",
      stack: "",
      isError: true,
    });
  });

  it("works with this package", () => {
    const program = `require("ts-node/register");
      const Module = require("node:module"), resolve = Module._resolveFilename;
      Module._resolveFilename = (name, ...rest) =>
        resolve(name === "pulumi-appflow-connector/provider" ? ${JSON.stringify(require.resolve("../../../provider"))} : name, ...rest);
      const host = require(${JSON.stringify(REQUIRE_FROM_STRING)})(process.argv[1]).handler();
      console.log(Object.keys(host).join());`;
    const told = execFileSync(process.execPath, ["-e", program, PROVIDER_LITERAL], { encoding: "utf8" });
    assert.equal(told.trim(), "configure,check,diff,create,read,update,delete");
  });
});
