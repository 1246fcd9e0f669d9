import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Emulator } from "../../../emulator/index";
import { ACCOUNT, arnOf, configurationTo, emulated, REGION } from "../../support/contract/target";
import { askingPlan, desiring, resourceOf } from "../../support/inMemory/preview";

const REPOSITORY = join(__dirname, "..", "..", "..");
const ROLE = { "aws:assumeRole": JSON.stringify({ roleArn: `arn:aws:iam::${ACCOUNT}:role/deployer` }) };

/** Hides a package from `require`, as if it were not installed, and all packages from `import()`, as Yarn Plug'n'Play does. */
const HIDE = `
const Module = require("node:module");
const { _resolveFilename } = Module;
Module._resolveFilename = function (name, parent, isMain, options) {
  return _resolveFilename.call(this, name, parent, isMain, name === given.hidden ? { paths: ["/"] } : options);
};
Module.register("data:text/javascript," + encodeURIComponent(\`export async function resolve(name, context, next) {
  if (/^[@a-z]/.test(name) && !name.startsWith("node:")) throw new Error("no import() finds " + name);
  return next(name, context);
}\`));`;

/** Previews a registration and creates it, with the package as it is built. */
const RUN = `
const { handler } = require("./dist/provider");
const { openServices } = require("./dist/provider/aws/services");
const { openPreviewSession } = require("./dist/provider/preview/session");
(async () => {
  const get = (name) => given.configuration[name];
  const options = { mode: "error", invokesFunctions: false, hasProviderEnvironment: true };
  const session = openPreviewSession(openServices(get), given.plan.region, options);
  const previewed = (await session.lookUp(given.plan, given.resource)).map(({ message }) => message);
  const host = handler(1);
  await host.configure({ config: { get, require: get } });
  const created = await host.create(given.inputs).then(({ id }) => ({ id }), ({ message, id }) => ({ message, id }));
  console.log(JSON.stringify({ previewed, created }));
})();`;

interface Result {
  readonly previewed: string[];
  readonly created: { readonly id?: string; readonly message?: string };
}

/** Needs `npm run build`. */
describe("The built package, in a process of its own,", function () {
  this.timeout(60_000);
  let emulator: Emulator;
  beforeEach(async () => (emulator = await emulated()));
  afterEach(() => emulator.close());

  const run = async (hidden: string, configuration: Record<string, string>, region?: string) => {
    const given = {
      hidden,
      configuration: configurationTo(emulator, configuration),
      plan: askingPlan("crm", { region }),
      resource: resourceOf({ desired: desiring(arnOf("crm")) }),
      inputs: {
        connectorLabel: "crm",
        connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("crm") } },
        connectorProvisioningType: "LAMBDA",
        region,
      },
    };
    const script = `const given = ${JSON.stringify(given)};${HIDE}${RUN}`;
    const env = { PATH: process.env["PATH"], AWS_EC2_METADATA_DISABLED: "true", AWS_REGION: REGION };
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], { cwd: REPOSITORY, env });
    return JSON.parse(stdout) as Result;
  };

  it("loads its dependencies without import(), those that assume a role as well", async () => {
    assert.deepEqual(await run("", ROLE, REGION), { previewed: [], created: { id: "crm" } });
  });

  it("has no import() in its code", () => {
    const folder = join(REPOSITORY, "dist");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    const code = files.filter((file) => /^(provider|sdk|cli)\b.*\.js$/.test(file));
    assert.ok(code.includes(join("provider", "aws", "client.js")));
    const guilty = code.filter((file) => /\bimport\(/.test(readFileSync(join(folder, file), "utf8")));
    assert.deepEqual(guilty, []);
  });

  for (const [hidden, operation, configuration, region] of [
    ["@aws-sdk/client-appflow", "DescribeConnector", {}, REGION],
    ["@aws-sdk/client-appflow", "DescribeConnector", {}, undefined],
    ["@aws-sdk/credential-providers", "DescribeConnector", ROLE, REGION],
    ["@aws-sdk/client-sts", "GetCallerIdentity", { "aws:allowedAccountIds": `["${ACCOUNT}"]` }, REGION],
  ] as const)
    it(`says in preview and in a run that ${hidden} is missing, and that nothing was sent${region ? "" : ", not even to know the region"}`, async () => {
      const { previewed, created } = await run(hidden, configuration, region);
      assert.equal(created.id, undefined);
      for (const message of [previewed[0], created.message ?? ""])
        assert.match(message, missing(operation === "GetCallerIdentity" ? operation : "\\w+", hidden));
      assert.equal(previewed.length, 1);
      assert.ok(created.message?.includes(`${operation}: MODULE_NOT_FOUND`), created.message);
      assert.deepEqual(emulator.connectors.list(), []);
    });

  it("says in preview that @aws-sdk/client-lambda is missing, without which a run registers all the same", async () => {
    const { previewed, created } = await run("@aws-sdk/client-lambda", {}, REGION);
    assert.match(previewed.join("\n"), missing("GetFunction", "@aws-sdk/client-lambda"));
    assert.deepEqual(created, { id: "crm" });
  });
});

/** Without the files that asked for the module: they are paths of this machine. */
function missing(operation: string, name: string): RegExp {
  const what = `${operation}: MODULE_NOT_FOUND: Cannot find module '${name}'\\.`;
  return new RegExp(`^[^\\n]*nothing was changed\\. ${what} Correct .*#request-not-sent$`);
}
