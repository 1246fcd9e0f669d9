import assert from "node:assert/strict";
import { type Emulator, type JournalEntry, startEmulator } from "../../emulator/index";
import { functionArn } from "../support/account";
import { held, startPulumi, type Victim, withoutMetadata } from "../support/kills/killing";
import { mustRun, remedyIn } from "../support/kills/recovery";
import { assertAgreed, clearPending } from "../support/kills/scene";
import { newProject, type Project, registration } from "../support/project";

const RESOURCES = 300;
const KILLS = 3;
/** For one run of all of them, on a machine that has other things to do. */
const PATIENCE_MS = 600_000;
const LABELS = Array.from({ length: RESOURCES }, (_, index) => `crm-${String(index).padStart(3, "0")}`);
const SEED = Number(process.env["KILLS_SEED"] ?? Date.now() % 1_000_000);

/** Answers at once: what 300 runs of a function cost is not what is looked at. */
const FUNCTION = {
  answer: {
    isSuccess: true,
    connectorName: "CRM",
    connectorOwner: "Acme",
    connectorVersion: "1.0",
    connectorModes: ["SOURCE"],
  },
};

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What is brought about, through kills, and how many calls that still takes, at least. */
interface Phase {
  readonly command: "up" | "destroy";
  readonly description: string;
  readonly callsLeft: () => number;
}

describe(`${RESOURCES} registrations and random kills (KILLS_SEED=${SEED} repeats the moments)`, function () {
  this.timeout(1_800_000);
  const random = randomOf(SEED);
  const adopted = new Set<string>();
  const calls: JournalEntry[] = [];
  let aws: Emulator;
  let project: Project;
  before(async () => {
    aws = await startEmulator({ functions: { [functionArn("crm")]: FUNCTION } });
    project = await newProject(aws.env);
    withoutMetadata(project);
  });
  after(async () => {
    await aws.close();
    project?.remove();
  });

  const inAccount = () => aws.connectors.list().map(({ connectorLabel }) => connectorLabel);
  const inState = () => project.state().map(({ id }) => id);
  const standing = () => `${inAccount().length} in the account, ${inState().length} in the state`;

  function writeProgram(description: string): void {
    const body = LABELS.map((label) => {
      const adopt = adopted.has(label) ? ", adopt: true" : "";
      return registration(label, `connectorLabel: "${label}", description: "${description}"${adopt}`);
    });
    project.program(body.join(""));
  }

  /** One run, killed at a random call if it makes that. Returns what is printed, or undefined when it went through. */
  async function run({ command, description, callsLeft }: Phase, isToDie: boolean) {
    const victim: Victim = random() < 0.5 ? "cli" : "provider";
    const kind = random() < 0.5 ? "hangBefore" : "hangAfter";
    const after = Math.floor(random() * callsLeft());
    writeProgram(description);
    if (isToDie) aws.faults.add({ kind, after });
    const engine = startPulumi(project, command, "--yes");
    try {
      const isKilled = (await held(aws, engine, PATIENCE_MS)) !== undefined;
      if (isKilled) await engine.kill(victim);
      aws.faults.clear();
      const { code, output } = await engine.ended;
      if (isKilled) console.log(`      ${victim} killed at call ${after} (${kind}): ${standing()}`);
      return { isKilled, output: code === 0 ? undefined : output };
    } finally {
      await engine.end();
      calls.push(...aws.journal.entries);
      aws.journal.clear();
    }
  }

  /** Does what is printed: for a label that a killed run has taken, only to the resource that it is printed for. */
  async function follow(output: string): Promise<void> {
    const remedy = remedyIn(output);
    if (remedy === "cancel") return mustRun(project, ["cancel", "--yes"]);
    assert.equal(remedy, "adopt", output);
    for (const [, label = ""] of output.matchAll(/connector "([^"]+)" \([^)]+\): the label is taken/g))
      adopted.add(label);
  }

  async function through(phase: Phase): Promise<void> {
    let [kills, runs] = [0, 0];
    for (; runs < 4 * KILLS; runs += 1) {
      const { isKilled, output } = await run(phase, kills < KILLS && phase.callsLeft() > 0);
      if (isKilled) kills += 1;
      else if (output === undefined) break;
      else await follow(output);
    }
    assert.ok(kills > 0, "a run was killed");
    console.log(`      ${kills} kills, ${runs} runs, ${adopted.size} adopted: ${standing()}`);
    assertAgreed({ aws, project });
    await clearPending(project);
    adopted.clear();
  }

  const successes = (operation: string) =>
    calls.filter((it) => it.operation === operation && it.status === 200).map(({ label }) => label);
  async function assertUnchanged(description: string): Promise<void> {
    writeProgram(description);
    const { code, output } = await project.preview("--expect-no-changes");
    assert.equal(code, 0, output);
  }

  it("are all registered in the end, none twice, and none is removed on the way", async () => {
    const description = "one";
    const callsLeft = () => 3 * RESOURCES - 2 * inAccount().length - inState().length;
    await through({ command: "up", description, callsLeft });
    assert.deepEqual(inAccount().sort(), LABELS);
    assert.equal(new Set(successes("RegisterConnector")).size, successes("RegisterConnector").length);
    await assertUnchanged(description);
  });

  it("are all updated", async () => {
    const description = "two";
    const isOld = (it: { description?: string }) => it.description !== description;
    await through({
      command: "up",
      description,
      callsLeft: () => 3 * aws.connectors.list().filter(isOld).length,
    });
    assert.deepEqual(aws.connectors.list().filter(isOld), []);
    assert.deepEqual(inAccount().sort(), LABELS);
    assert.deepEqual(successes("UnregisterConnector"), []);
    await assertUnchanged(description);
  });

  it("are all gone after a destroy", async () => {
    const callsLeft = () => 2 * inAccount().length + inState().length;
    await through({ command: "destroy", description: "two", callsLeft });
    assert.deepEqual([inAccount(), inState()], [[], []]);
  });
});
