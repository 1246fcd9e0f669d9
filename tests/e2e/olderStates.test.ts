import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROTOCOL } from "../../provider/host/guard";
import { PROVIDER_LITERAL, TYPE } from "../../sdk/literal";
import { ACCOUNT, functionArn, writes } from "../support/account";
import { setStage, type Stage } from "../support/stage";

type Properties = Record<string, unknown>;

/** A resource as a state has it. */
interface Old {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** By the resource's name, which is its label, too. */
type Olds = Readonly<Record<string, Old>>;

const FIXTURES = join(__dirname, "..", "serialization", "fixtures");
const PREFIX = "state-protocol-";
const PLAIN = readFileSync(join(FIXTURES, `${PREFIX}1.json`), "utf8");

/** What a line of the same protocol may look like elsewhere, and one of the next. */
const OLDER_LITERAL = `exports.handler=()=>require("pulumi-appflow-connector/provider").handler(1)`;
const NEWER_LITERAL = PROVIDER_LITERAL.replace(`handler(${PROTOCOL})`, `handler(${PROTOCOL + 1})`);

/** All fixtures, each under a label of its own. */
function fixtures(): Olds {
  const files = readdirSync(FIXTURES).filter((file) => file.startsWith(PREFIX));
  const olds = files.map((file) => {
    const label = file.slice(PREFIX.length, -".json".length).padEnd(2, "-");
    return [label, labelled(readFileSync(join(FIXTURES, file), "utf8"), label)] as const;
  });
  return Object.fromEntries(olds);
}

function labelled(text: string, label: string): Old {
  const named = text.replaceAll(`"crm"`, `"${label}"`).replaceAll("connector/crm", `connector/${label}`);
  return JSON.parse(named) as Old;
}

function withLiteral({ id, inputs, outputs }: Old, __provider: string): Old {
  return { id, inputs: { ...inputs, __provider }, outputs: { ...outputs, __provider } };
}

/** After a change of the literal, and before the next update, the state has both (measured). */
function withOlderLiteral(): Old {
  const old = labelled(PLAIN, "older-literal");
  return { ...old, outputs: withLiteral(old, OLDER_LITERAL).outputs };
}

const FUTURE = { tags: { team: "sales" }, reviewedAt: "2030-01-01T00:00:00.000Z", limits: [1, null, "2"] };

function withFutureFields(): Old {
  const old = labelled(PLAIN, "future");
  return { ...old, outputs: { ...old.outputs, ...FUTURE } };
}

/** A program that states what the states' programs stated. */
function programOf(olds: Olds, more: Properties = {}): string {
  const lines = Object.entries(olds).map(([name, { inputs }]) => {
    const args = JSON.stringify({ ...inputs, __provider: undefined, ...more });
    return `new appflow.ConnectorRegistration("${name}", ${args});\n`;
  });
  return lines.join("");
}

/** What the tests of one stage do. */
function acting(stage: Stage) {
  const shown = (name: string) => {
    const resource = stage.project.state().find(({ urn }) => urn.endsWith(`::${name}`)) ?? assert.fail(name);
    const { id, inputs, outputs } = resource;
    return { id, inputs, outputs };
  };
  const run = (cliArguments: string[]) => stage.project.pulumi(...cliArguments, "--yes", "--skip-preview");
  return {
    shown,
    /** Puts the states' registrations into the account, and imports the states. */
    has: async (olds: Olds): Promise<void> => {
      for (const { id, outputs } of Object.values(olds)) putRegistration(stage, id, outputs);
      const exported = await stage.project.pulumi("stack", "export");
      const stack = JSON.parse(exported.stdout) as { deployment: Properties };
      const deployment = { ...stack.deployment, resources: resourcesOf(olds) };
      const file = join(stage.project.folder, "older.json");
      writeFileSync(file, JSON.stringify({ ...stack, deployment }));
      const { code, output } = await stage.project.pulumi("stack", "import", "--file", file);
      assert.equal(code, 0, output);
      for (const [name, old] of Object.entries(olds)) assert.deepEqual(shown(name), old);
    },
    works: async (...cliArguments: string[]): Promise<void> => {
      const { code, output } = await run(cliArguments);
      assert.equal(code, 0, output);
    },
    /** Because of one resource, which stays as it is, as do all registrations. */
    isRefused: async (name: string, reason: RegExp, ...cliArguments: string[]): Promise<void> => {
      const before = [shown(name), stage.aws.connectors.list()];
      const { code, output } = await run(cliArguments);
      assert.notEqual(code, 0, output);
      assert.match(output, reason);
      assert.deepEqual([shown(name), stage.aws.connectors.list()], before);
    },
  };
}

describe("states that earlier versions wrote", function () {
  this.timeout(300_000);
  const stage = setStage();
  const { has, isRefused, shown, works } = acting(stage);
  const olds = { ...fixtures(), "older-literal": withOlderLiteral(), future: withFutureFields() };
  const future = () => {
    const { outputs } = shown("future");
    return Object.fromEntries(Object.keys(FUTURE).map((key) => [key, outputs[key]]));
  };

  it("are not refreshed where they don't say in which account the registration is", async () => {
    await has(olds);
    stage.project.program(programOf(olds));
    await isRefused("1-account-unknown", /"1-account-unknown".*#account-unknown/, "refresh");
  });

  it("are settled by up, which writes nothing", async () => {
    await works("up");
    assert.equal(shown("1-account-unknown").outputs["accountId"], ACCOUNT);
    assert.deepEqual(writes(stage.aws), []);
  });

  it("hold what is there, as refresh sees, and keep what this version doesn't know", async () => {
    await works("refresh", "--expect-no-changes");
    assert.deepEqual(future(), FUTURE);
    assert.equal(shown("older-literal").outputs["__provider"], OLDER_LITERAL);
  });

  it("are updated in place, and then name this version's provider", async () => {
    stage.project.program(programOf(olds, { description: "changed" }));
    await works("up");
    for (const name of Object.keys(olds)) {
      assert.equal(stage.aws.connectors.get(name)?.description, "changed");
      assert.equal(shown(name).outputs["__provider"], PROVIDER_LITERAL);
    }
    assert.deepEqual([...new Set(writes(stage.aws))], ["UpdateConnectorRegistration"]);
  });

  it("keep what this version doesn't know over an update as well", () => {
    assert.deepEqual(future(), FUTURE);
  });

  it("are destroyed", async () => {
    await works("destroy");
    assert.deepEqual([stage.aws.connectors.list(), stage.project.state()], [[], []]);
  });
});

describe("a state of a newer protocol", function () {
  this.timeout(300_000);
  const stage = setStage();
  const { has, isRefused } = acting(stage);
  const reason = new RegExp(`protocol ${PROTOCOL + 1}, .* serves up to ${PROTOCOL}\\..*#protocol-newer`);
  before(async () => {
    const newer = withLiteral(labelled(PLAIN, "newer"), NEWER_LITERAL);
    await has({ newer });
    stage.project.program(programOf({ newer }, { description: "changed" }));
  });

  for (const operation of ["refresh", "destroy", "up"])
    it(`is refused by ${operation}, and nothing is lost`, () => isRefused("newer", reason, operation));
});

function putRegistration({ aws }: Stage, label: string, outputs: Properties): void {
  const { description, registeringSince, registeredAt = registeringSince } = outputs as Record<string, string>;
  const connectorModes = ["SOURCE"];
  aws.connectors.put(label, {
    lambdaArn: functionArn("crm"),
    registeredBy: `arn:aws:iam::${ACCOUNT}:user/emulator`,
    configuration: { connectorName: "CRM", connectorOwner: "Acme", connectorVersion: "1.0", connectorModes },
    ...(description ? { description } : {}),
    ...(registeredAt ? { registeredAt } : {}),
  });
}

const STACK = "urn:pulumi:dev::e2e::pulumi:pulumi:Stack::e2e-dev";
const PROVIDER = "urn:pulumi:dev::e2e::pulumi:providers:pulumi-nodejs::default";
const PROVIDER_ID = "d0a4d2c5-3f0b-4f5e-9d1c-0e7a5c1f7b11";

function resourcesOf(olds: Olds): Properties[] {
  return [
    { urn: STACK, custom: false, type: "pulumi:pulumi:Stack" },
    { urn: PROVIDER, custom: true, id: PROVIDER_ID, type: "pulumi:providers:pulumi-nodejs" },
    ...Object.entries(olds).map(([name, old]) => ({
      urn: `urn:pulumi:dev::e2e::${TYPE}::${name}`,
      custom: true,
      type: TYPE,
      ...old,
      parent: STACK,
      provider: `${PROVIDER}::${PROVIDER_ID}`,
    })),
  ];
}
