import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ts from "typescript";
import type * as schema from "../../../provider/resource/schema";
import type * as diff from "../../../provider/resource/diff";
import type * as state from "../../../provider/resource/state";
import type * as validate from "../../../provider/resource/validate";
import type * as page from "../../../tools/argumentsPage";

const ROOT = join(__dirname, "..", "..", "..");
const [TABLE, INTERFACE, TEST] = [
  "provider/resource/schema.ts",
  "provider/resource/types.ts",
  "tests/unit/provider/resource/schema.test.ts",
] as const;

/** What a program may then say, and what it may not. */
const PROGRAM = `
import { type Output, output } from "@pulumi/pulumi";
import { ConnectorRegistration } from "./sdk";
const connectorProvisioningConfig = { lambda: { lambdaArn: output("arn") } };
const resource = new ConnectorRegistration("crm", { connectorProvisioningConfig, contact: output("ada") });
export const contact: Output<string | undefined> = resource.contact;
export const region: Output<string> = resource.region;
// @ts-expect-error -- it is a string
new ConnectorRegistration("crm", { connectorProvisioningConfig, contact: 5 });
// @ts-expect-error -- the function is required
new ConnectorRegistration("crm", { contact: "ada" });
`;

/** One edit of the example: what stands there, and what shall. */
interface Edit {
  readonly file: string;
  readonly old: string;
  readonly new: string;
}

/** The edits of the example in CONTRIBUTING.md. */
function readExample(): Edit[] {
  const text = readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8");
  const [, example = ""] = /## Adding an argument\n.*?```diff\n(.*?)```/s.exec(text) ?? [];
  return example
    .split(/^--- a\//m)
    .slice(1)
    .map((section) => {
      const [file = "", , , ...lines] = section.trimEnd().split("\n");
      const side = (...marks: string[]) =>
        lines.flatMap((line) => (marks.includes(line[0]) ? [line.slice(1)] : [])).join("\n");
      return { file, old: side(" ", "-"), new: side(" ", "+") };
    });
}

function apply(folder: string, { file, old, new: text }: Edit): void {
  const path = join(folder, file);
  const parts = readFileSync(path, "utf8").split(old);
  assert.equal(parts.length, 2, `${file} has the lines of the example once:\n${old}`);
  writeFileSync(path, parts.join(text));
}

describe("The example of CONTRIBUTING.md, which adds an argument", function () {
  this.timeout(60_000);
  let folder = "";
  const libraries: Record<string, ts.SourceFile | undefined> = {};
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "contributing-"));
    for (const path of ["provider", "sdk", "tools/argumentsPage.ts", TEST, "tsconfig.json", "package.json"])
      cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What the compiler says of some files. */
  const compile = (...files: string[]): string[] => {
    const config: unknown = JSON.parse(readFileSync(join(folder, "tsconfig.json"), "utf8"));
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
    const host = ts.createCompilerHost(options);
    const parse = host.getSourceFile.bind(host);
    host.getSourceFile = (path, ...rest) =>
      path.includes("/node_modules/") ? (libraries[path] ??= parse(path, ...rest)) : parse(path, ...rest);
    const roots = files.map((file) => join(folder, file));
    const program = ts.createProgram(roots, { ...options, declaration: false }, host);
    return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
      const message = ts.flattenDiagnosticMessageText(messageText, " ");
      return `${file?.fileName.slice(folder.length + 1)}: ${message}`;
    });
  };
  const load = <T>(file: string) => createRequire(__filename)(join(folder, file)) as T;

  it("is three edits: the table, the interface and a test", () => {
    assert.deepEqual(
      readExample().map(({ file }) => file),
      [TABLE, INTERFACE, TEST],
    );
  });

  it("compiles, and validation, diff, docs and the class know the argument", () => {
    for (const edit of readExample()) apply(folder, edit);
    writeFileSync(join(folder, "program.ts"), PROGRAM);
    assert.deepEqual(compile("program.ts", "tools/argumentsPage.ts", TEST), []);

    const { ARGUMENTS } = load<typeof schema>("provider/resource/schema");
    assert.equal(ARGUMENTS.at(-1), "contact");
    const { validate: check } = load<typeof validate>("provider/resource/validate");
    const codes = (inputs: object) =>
      check({ connectorLabel: "crm", ...inputs }, { action: "checking" }).map(({ code }) => code);
    const connectorProvisioningConfig = {
      lambda: { lambdaArn: "arn:aws:lambda:eu-west-1:123456789012:function:crm" },
    };
    assert.deepEqual(codes({ connectorProvisioningConfig, contact: "ada" }), []);
    assert.deepEqual(codes({ connectorProvisioningConfig, contact: 5 }), ["argument-type"]);
    const { compareWithState, isStateOnly } = load<typeof diff>("provider/resource/diff");
    const difference = compareWithState({ contact: "ada" }, { contact: "eve" });
    assert.deepEqual([difference.changed, isStateOnly(difference)], [["contact"], true]);
    const { DECLARED_OUTPUTS, toUnwrittenState } = load<typeof state>("provider/resource/state");
    assert.ok(DECLARED_OUTPUTS.includes("contact"));
    assert.ok(!("contact" in toUnwrittenState({ contact: "ada" } as never, {} as never)));
    assert.match(
      load<typeof page>("tools/argumentsPage").argumentsPage(),
      /\| `contact` \| no \| string \| in place, without a call \| Whom to ask /,
    );
  });

  it("has a test that passes with the argument, and tries it", () => {
    for (const edit of readExample()) apply(folder, edit);
    const mocha = require.resolve("mocha/bin/mocha.js");
    const args = [mocha, "--require", "ts-node/register", "--grep", "contact", TEST];
    const output = execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    assert.match(output, /The argument contact\n.*✔ is for the state when it changes/s);
  });

  for (const [missing, file, fault] of [
    [TABLE, TABLE, /^provider\/resource\/schema\.ts: Type .* is not assignable to type 'never'/],
    [INTERFACE, TABLE, /^provider\/resource\/schema\.ts: Type .* is not assignable to type 'never'/],
    [TEST, TEST, /^tests\/.*schema\.test\.ts: Property 'contact' is missing in type/],
  ] as const)
    it(`does not compile without its part in ${missing}`, () => {
      for (const edit of readExample().filter((edit) => edit.file !== missing)) apply(folder, edit);
      const [first = "it compiles", ...more] = compile(file);
      assert.match(first, fault);
      assert.deepEqual(more, []);
    });
});
