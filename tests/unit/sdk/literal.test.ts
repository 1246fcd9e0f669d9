import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PROVIDER_LITERAL } from "../../../sdk/literal";

const HOST = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
const REQUIRE_FROM_STRING = require.resolve("require-from-string", { paths: [HOST] });

/** What stands in for the installed package: its handler says from where it was loaded, and with which protocol. */
const ENTRY = "exports.handler = (...args) => ({ args, from: __filename });";

/** What the host gets: the handler's answer, or the error. */
interface Loaded {
  readonly args?: number[];
  readonly from?: string;
  readonly message?: string;
  readonly stack?: string;
  readonly isError?: boolean;
}

/** Does with a state's `__provider` what the provider process does, in a program's folder. */
function load(folder: string): Loaded {
  const program = `
    const load = require(${JSON.stringify(REQUIRE_FROM_STRING)});
    let loaded;
    try { loaded = load(process.argv[1]).handler(); }
    catch (error) { loaded = { message: error.message, stack: error.stack, isError: error instanceof Error }; }
    console.log(JSON.stringify(loaded));`;
  const text = execFileSync(process.execPath, ["-e", program, PROVIDER_LITERAL], {
    cwd: folder,
    encoding: "utf8",
  });
  return JSON.parse(text) as Loaded;
}

describe("the literal that every state keeps", () => {
  let folder = "";
  beforeEach(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), "literal-")))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Installs a package below a folder, and returns its entry. */
  const install = (path: string[], name = "pulumi-appflow-connector/provider.js", text = ENTRY): string => {
    const file = join(folder, ...path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  const makeProgram = (): string => {
    const program = join(folder, "stacks", "dev");
    mkdirSync(program, { recursive: true });
    return program;
  };

  it("is one short line, of characters that need no escape in JSON", () => {
    assert.ok(PROVIDER_LITERAL.length <= 360, String(PROVIDER_LITERAL.length));
    assert.equal(JSON.stringify(PROVIDER_LITERAL), `"${PROVIDER_LITERAL}"`);
    assert.match(PROVIDER_LITERAL, /^[ -~]+$/);
  });

  it("asks the installed package for protocol 1", () => {
    const from = install(["node_modules"]);
    assert.deepEqual(load(folder), { args: [1], from });
  });

  it("finds the package in a folder above the program's", () => {
    const from = install(["node_modules"]);
    assert.equal(load(makeProgram()).from, from);
  });

  it("finds the package in pnpm's store, where only a dependency depends on it", () => {
    const from = install(["node_modules", ".pnpm", "node_modules"]);
    assert.equal(load(folder).from, from);
    assert.equal(load(makeProgram()).from, from);
  });

  it("prefers the package that the program installed to the one in pnpm's store", () => {
    install(["node_modules", ".pnpm", "node_modules"]);
    const from = install(["node_modules"]);
    assert.equal(load(folder).from, from);
  });

  it("says without a stack what to install for which folder, where the package is absent", () => {
    const program = makeProgram();
    assert.deepEqual(load(program), {
      message: `pulumi-appflow-connector is not installed for ${program}: npm install pulumi-appflow-connector`,
      stack: "",
      isError: true,
    });
  });

  for (const [what, entry, message] of [
    ["has a fault", "exports.handler = null.x;", /^Cannot read properties of null \(reading 'x'\)$/],
    ["is no JavaScript", "exports.handler = ;", /^Unexpected token ';'$/],
    [
      "may not be read",
      "throw Object.assign(new Error('EACCES: permission denied, open x'), { code: 'EACCES' });",
      /^EACCES: permission denied, open x$/,
    ],
    ["is of a version without a handler", "exports.other = 1;", /\.handler is not a function$/],
    ["lacks a dependency", "require('absent-dependency');", /^Cannot find module 'absent-dependency'\n/],
    ["lacks a file", "require('./absent.js');", /^Cannot find module '\.\/absent\.js'\n/],
    ["throws what is no Error", "throw 'a text';", /^a text$/],
  ] as const)
    it(`says what is wrong, without a stack, where the package ${what}`, () => {
      install(["node_modules"], undefined, entry);
      const loaded = load(folder);
      assert.match(loaded.message ?? "", message);
      assert.doesNotMatch(loaded.message ?? "", /npm install|not installed/);
      assert.deepEqual([loaded.stack, loaded.isError], ["", true]);
    });

  it("says what is wrong where the installed package has no such entry", () => {
    const manifest = JSON.stringify({ name: "pulumi-appflow-connector", exports: { ".": "./index.js" } });
    install(["node_modules"], "pulumi-appflow-connector/package.json", manifest);
    const { message = "" } = load(folder);
    assert.match(message, /^Package subpath '\.\/provider' is not defined by "exports" in /);
  });

  it("says what is wrong where the installed package lacks the entry's file", () => {
    const exports = { "./provider": "./dist/provider/index.js" };
    const manifest = JSON.stringify({ name: "pulumi-appflow-connector", exports });
    install(["node_modules"], "pulumi-appflow-connector/package.json", manifest);
    const { message = "" } = load(folder);
    assert.match(message, /^Cannot find module '\/.*\/pulumi-appflow-connector\/dist\/provider\/index\.js'/);
  });

  it("works with this package", () => {
    const program = `require("ts-node/register");
      const Module = require("node:module"), resolve = Module._resolveFilename;
      Module._resolveFilename = (name, ...rest) =>
        resolve(name === "pulumi-appflow-connector/provider" ? ${JSON.stringify(require.resolve("../../../provider"))} : name, ...rest);
      const host = require(${JSON.stringify(REQUIRE_FROM_STRING)})(process.argv[1]).handler();
      console.log(Object.keys(host).join());`;
    const methods = execFileSync(process.execPath, ["-e", program, PROVIDER_LITERAL], { encoding: "utf8" });
    assert.equal(methods.trim(), "configure,check,diff,create,read,update,delete");
  });
});
