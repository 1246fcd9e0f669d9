import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator/index";
import { ACCOUNT, functionArn, OTHER_ACCOUNT, REGION } from "../support/account";
import { type FuzzService, openFuzzService } from "../support/fuzz/service";
import { newProject, type Project, registration } from "../support/project";

/** Credentials that the tests choose; those of assumed roles are the emulator's choice. */
const CREDENTIALS = {
  "the profile's secret key": "canaryProfileSecretKey",
  "the profile's session token": "canaryProfileSessionToken",
  "the web identity's token": "canaryWebIdentityToken",
};
const CONFIGURED = {
  "the stack's secret key": "canaryStackSecretKey",
  "the stack's session token": "canaryStackSessionToken",
};
const STATED = {
  "the description": "canaryDescription",
  "the next description": "canaryNextDescription",
  "the client token": "canaryClientToken",
};
/** Nobody's secret: where this isn't found, nothing was searched. */
const MARKER = "open-marker";

const ROLE = `{ roleArn: "arn:aws:iam::${OTHER_ACCOUNT}:role/deploy" }`;
const THERE = functionArn("crm", REGION, OTHER_ACCOUNT);

/** Four ways to credentials; the values are the program's alone, which takes them from its environment. */
const PROGRAM = `
console.error("${MARKER} is printed by the program");
const secret = (name) => pulumi.secret(process.env[name]);
const viaProfile = new appflow.Provider("ops", { profile: "ops" });
const viaRole = new appflow.Provider("role", { profile: "ops", assumeRole: ${ROLE} });
const viaToken = new appflow.Provider("web", {
  assumeRoleWithWebIdentity: { ...${ROLE}, webIdentityTokenFile: process.env.TOKEN_FILE },
});
${registered("stack", functionArn("crm"), "{}")}
${registered("profile", functionArn("crm"), "{ provider: viaProfile }")}
${registered("role", THERE, "{ provider: viaRole }")}
${registered("web", THERE, "{ provider: viaToken }")}
exports.description = stack.description;
`;
/** One more, which is left half created. */
const UNSETTLED = PROGRAM + registered("unsettled", functionArn("crm"), "{ provider: viaProfile }");

function registered(name: string, lambdaArn: string, opts: string): string {
  const args = `connectorLabel: "${name}-${MARKER}", description: secret("DESCRIPTION"),
    clientToken: secret("TOKEN").apply((token) => token + "-${name}"),`;
  return `const ${name} = ${registration(`${name}-${MARKER}`, args, lambdaArn, opts)}`;
}

/** What was written, by where. */
type Texts = Record<string, string>;

/** Secrets under the real CLI, each operation with all the logs that Pulumi has. */
describe("secrets", function () {
  this.timeout(300_000);
  let aws: Emulator;
  let service: FuzzService;
  let project: Project;
  const folder = mkdtempSync(join(tmpdir(), "appflow-secrets-"));
  const logs = join(folder, "logs");
  const dataFile = join(folder, "account.json");
  const printed: Texts = {};
  const saved: Texts = {};
  const kept: Texts = {};
  const logged: Texts = {};

  before(async () => {
    aws = await startEmulator({ dataFile, functions: functions() });
    service = await openFuzzService(aws);
    // Nothing is garbled: the answers of STS are wanted for the secrets in them.
    const operations = ["AssumeRole", "AssumeRoleWithWebIdentity"];
    const garble = <T>(truth: T) => truth;
    service.garble({ operations, after: 0, isLasting: true, hasEffect: true, garble });
    project = await newProject({ ...aws.env, ...(await environment()) });
    const secrets = {
      accessKey: ACCOUNT,
      secretKey: CONFIGURED["the stack's secret key"],
      token: CONFIGURED["the stack's session token"],
    };
    const values = Object.entries(secrets).flatMap(([key, value]) => ["--secret", `aws:${key}=${value}`]);
    const set = await project.pulumi("config", "set-all", ...values, "--plaintext", "aws:maxRetries=0");
    assert.equal(set.code, 0, set.output);
    await runAll();
  });
  after(async () => {
    await service?.close();
    await aws.close();
    project?.remove();
    rmSync(folder, { recursive: true });
  });

  function functions() {
    const answer = { isSuccess: true, connectorName: "CRM", connectorModes: ["SOURCE"] };
    return { [functionArn("crm")]: { answer }, [THERE]: { answer } };
  }

  /** Without keys in it: the profile's and the stack's are the only ones. */
  async function environment(): Promise<Record<string, string>> {
    const [config, credentials, token] = ["config", "credentials", "token"].map((name) => join(folder, name));
    mkdirSync(logs);
    writeFileSync(config, `[profile ops]\nregion = ${REGION}\n`);
    const [secretKey, sessionToken, webIdentity] = Object.values(CREDENTIALS);
    writeFileSync(
      credentials,
      `[ops]\naws_access_key_id = ${ACCOUNT}\naws_secret_access_key = ${secretKey}\naws_session_token = ${sessionToken}\n`,
    );
    writeFileSync(token, webIdentity ?? "");
    return Promise.resolve({
      ...{ AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_ENDPOINT_URL: service.url },
      ...{ AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials, TOKEN_FILE: token },
      ...{ DESCRIPTION: STATED["the description"], TOKEN: STATED["the client token"] },
      // Pulumi's own logs go there, so that what the CLI prints is what our processes print, and what users see.
      TMPDIR: logs,
    });
  }

  async function runAll(): Promise<void> {
    project.program(PROGRAM);
    await run(0, "preview");
    await run(0, "up", "--yes", "--skip-preview");
    await run(0, "refresh", "--yes", "--skip-preview");
    project.program(UNSETTLED);
    project.env["DESCRIPTION"] = STATED["the next description"];
    const [rejected, denied] = ["ValidationException", "AccessDeniedException"].map((type) => ({
      error: { type },
    }));
    const label = `unsettled-${MARKER}`;
    aws.faults.add({ operation: "UpdateConnectorRegistration", kind: rejected, times: "always" });
    aws.faults.add({ operation: "RegisterConnector", kind: "resetAfter", times: "always" });
    aws.faults.add({ operation: "DescribeConnector", label, kind: denied, times: "always", after: 1 });
    await run(1, "up", "--yes", "--skip-preview", "--continue-on-error");
    aws.faults.clear();
    await run(0, "destroy", "--yes", "--skip-preview");
    for (const file of filesIn(logs)) logged[file] = readFileSync(file, "utf8");
  }

  /** Runs with every log, and keeps what was printed, saved, and kept by the emulator until then. */
  async function run(expected: number, ...cliArguments: string[]): Promise<void> {
    const { code, output } = await project.pulumi(...cliArguments, "-v=9", "--logflow");
    const name = cliArguments[0] + (expected ? ", failed" : "");
    assert.equal(code, expected, output);
    printed[name] = output;
    for (const file of filesIn(join(project.folder, ".home", "state")))
      saved[`state after ${name}: ${file}`] = readFileSync(file, "utf8");
    if (existsSync(dataFile)) kept[`data file after ${name}`] = readFileSync(dataFile, "utf8");
    kept[`journal after ${name}`] = await (await fetch(`${aws.url}/_emulator/journal`)).text();
  }

  it("of credentials are printed nowhere, saved nowhere, in none of Pulumi's logs, and not kept by the emulator", () => {
    const sessions = service.sent().flatMap(({ body }) => {
      return [...body.toString().matchAll(/<(SecretAccessKey|SessionToken)>([^<]+)</g)].map(([, , it]) => it);
    });
    assert.ok(sessions.length >= 4, "both roles were assumed");
    const all = { ...printed, ...saved, ...kept, ...logged };
    assert.deepEqual(found([...Object.values(CREDENTIALS), ...sessions], all), []);
  });

  it("of the stack's configuration are printed nowhere, saved nowhere, and not kept by the emulator", () => {
    // Measured: Pulumi's log has them once a run, where the engine hands the configuration to its provider.
    assert.deepEqual(found(Object.values(CONFIGURED), { ...printed, ...saved, ...kept }), []);
  });

  it("of the program are printed nowhere, not even with a failure, and saved encrypted", () => {
    // Measured: Pulumi's log has them wherever the engine or its SDK for Node marshals properties. The emulator keeps them as
    // AppFlow does, and its journal the client token, since that is no credential.
    assert.deepEqual(found(Object.values(STATED), { ...printed, ...saved }), []);
    assert.match(printed["up, failed"] ?? "", /#rejected/);
    assert.match(printed["up, failed"] ?? "", /"unsettled-open-marker".*#outcome-ambiguous/);
  });

  it("would be found: what is no secret is in all these places, and the program's in Pulumi's logs", () => {
    for (const texts of [printed, saved, kept, logged]) {
      const hits = found([MARKER], texts);
      assert.ok(hits.length >= 5, hits.join());
    }
    const states = Object.entries(saved).filter(([file]) => file.endsWith("/dev.json"));
    assert.equal(found([MARKER], Object.fromEntries(states)).length, 3, "after up, refresh and the up that fails");
    assert.ok(found(Object.values(STATED), logged).length > 0);
    assert.equal(aws.connectors.list(ACCOUNT, REGION).length, 0, "the half created one was there, and is gone");
  });
});

/** Which secrets are where, as they are or in base64. */
function found(secrets: readonly string[], texts: Texts): string[] {
  return Object.entries(texts).flatMap(([where, text]) =>
    secrets
      .filter((secret) => text.includes(secret) || text.includes(Buffer.from(secret).toString("base64")))
      .map((secret) => `${secret} in ${where}`),
  );
}

function filesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => join(folder, file));
  return files.filter((file) => statSync(file).isFile());
}
