import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import ts from "typescript";

const ROOT = join(__dirname, "..", "..");
const PACKAGE = "pulumi-appflow-connector";

interface Import {
  readonly file: string;
  /** A package's name, or a path from the root without its extension. */
  readonly from: string;
  readonly typeOnly: boolean;
  /** Loaded when it is first needed, not with the file. */
  readonly lazy: boolean;
}

function sources(folder: string): string[] {
  const at = join(ROOT, folder);
  return readdirSync(at, { recursive: true, encoding: "utf8" })
    .filter(
      (file) =>
        /\.(ts|js|cjs)$/.test(file) && !file.split(sep).some((it) => ["dist", "node_modules"].includes(it)),
    )
    .map((file) => join(folder, file));
}

function imports(file: string): Import[] {
  const parsed = ts.createSourceFile(
    file,
    readFileSync(join(ROOT, file), "utf8"),
    ts.ScriptTarget.ES2022,
    true,
  );
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean, lazy: boolean) => {
    if (specifier && ts.isStringLiteralLike(specifier))
      found.push({ file, from: resolved(file, specifier.text), typeOnly, lazy });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause), false);
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly, false);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, true, false);
    if (ts.isCallExpression(node)) {
      const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
      const isRequire = ts.isIdentifier(node.expression) && node.expression.text === "require";
      if (isImport || isRequire) add(node.arguments[0], false, isImport);
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return found;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause || clause.isTypeOnly) return clause !== undefined;
  const { name, namedBindings } = clause;
  return (
    !name &&
    !!namedBindings &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every((it) => it.isTypeOnly)
  );
}

function resolved(file: string, specifier: string): string {
  if (!specifier.startsWith(".")) return specifier;
  const path = relative(ROOT, join(ROOT, dirname(file), specifier));
  const isFolder = ["index.ts", "index.js"].some((index) => existsSync(join(ROOT, path, index)));
  return isFolder ? join(path, "index") : path.replace(/\.(ts|js)$/, "");
}

const packageOf = (from: string) =>
  from
    .split("/")
    .slice(0, from.startsWith("@") ? 2 : 1)
    .join("/");
const of = (folder: string) => sources(folder).flatMap(imports);

/** What each folder may import: other folders and packages; Node's own modules and itself always. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  provider: ["@aws-sdk/client-appflow", "@aws-sdk/client-lambda", "@aws-sdk/client-sts", "@pulumi/pulumi"],
  sdk: ["provider", "@pulumi/pulumi", "@aws-sdk/client-appflow"],
  emulator: ["hono", "@hono/node-server", "ajv", "commander"],
  examples: [PACKAGE, "@pulumi/pulumi", "@pulumi/aws"],
};

/** Packages of which a folder may take types alone. */
const TYPES_ONLY: readonly [folder: string, packages: RegExp][] = [
  ["provider", /^@pulumi\//],
  ["sdk", /^@aws-sdk\//],
];

describe("The house", () => {
  for (const [folder, allowed] of Object.entries(MAY))
    it(`${folder}/ imports ${allowed.join(", ")} and what comes with Node, nothing else`, () => {
      const strangers = of(folder)
        .filter(({ from }) => !isBuiltin(from))
        .filter(({ from }) => ![folder, ...allowed].includes(packageOf(from)))
        .map(({ file, from }) => `${file}: ${from}`);
      assert.deepEqual(strangers, []);
    });

  for (const [folder, packages] of TYPES_ONLY)
    it(`${folder}/ takes only types of ${packages.source}`, () => {
      const found = of(folder).filter(({ from }) => packages.test(from));
      assert.ok(found.length > 0);
      assert.deepEqual(
        found.filter(({ typeOnly }) => !typeOnly).map(({ file }) => file),
        [],
      );
    });

  it("only awsClient.ts, appflow.ts and lambda.ts load the AWS SDK, and not before they need it", () => {
    const loading = of("provider").filter(({ from, typeOnly }) => from.startsWith("@aws-sdk/") && !typeOnly);
    assert.deepEqual([...new Set(loading.map(({ file }) => file))].sort(), [
      join("provider", "appflow.ts"),
      join("provider", "awsClient.ts"),
      join("provider", "lambda.ts"),
    ]);
    assert.deepEqual(
      loading.filter(({ lazy }) => !lazy),
      [],
    );
  });

  for (const folder of ["provider", "sdk", "emulator"])
    it(`no file of ${folder}/ needs itself in the end`, () => {
      const needs = new Map(
        sources(folder).map((file) => [
          file.replace(/\.ts$/, ""),
          imports(file)
            .filter(({ typeOnly }) => !typeOnly)
            .map(({ from }) => from),
        ]),
      );
      const path: string[] = [];
      const done = new Set<string>();
      const walk = (file: string): void => {
        assert.ok(!path.includes(file), [...path, file].join(" -> "));
        if (done.has(file)) return;
        path.push(file);
        (needs.get(file) ?? []).forEach(walk);
        path.pop();
        done.add(file);
      };
      [...needs.keys()].forEach(walk);
      assert.equal(done.size >= needs.size, true);
    });

  for (const entry of ["provider/index.ts", "sdk/index.ts"])
    it(`loading ${entry} loads no package of the AWS SDK`, () => {
      const program = `require("ts-node/register"); require(${JSON.stringify(join(ROOT, entry))});
        console.log(JSON.stringify(Object.keys(require.cache)))`;
      const loaded = JSON.parse(
        execFileSync(process.execPath, ["-e", program], { cwd: ROOT, encoding: "utf8" }),
      ) as string[];
      assert.ok(loaded.some((file) => file.endsWith(join("provider", "findings.ts"))));
      assert.deepEqual(
        loaded.filter((file) => /node_modules[\\/]@(aws-sdk|smithy)[\\/]/.test(file)),
        [],
      );
    });
});
