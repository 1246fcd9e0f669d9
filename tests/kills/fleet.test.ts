import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type Emulator, type JournalEntry, startEmulator } from "../../emulator/index";
import { functionArn } from "../support/account";
import { connectorFunction } from "../support/contract/target";
import { assertAgreed, assertUnchanged, clearPending } from "../support/kills/outcome";
import { skipMetadata, startPulumi, type Victim, waitForHangingCall } from "../support/kills/pulumiRun";
import { cancel, findRemedy } from "../support/kills/recovery";
import { newProject, type Project, registration } from "../support/project";

const RESOURCES = 300;
const KILLS = 3;
/** For one run of all of them, on a machine that has other things to do. */
const PATIENCE_MS = 600_000;
const LABELS = Array.from({ length: RESOURCES }, (_, index) => `crm-${String(index).padStart(3, "0")}`);
const SEED = Number(process.env["KILLS_SEED"] ?? Date.now() % 1_000_000);

/** What kills interrupt. */
interface Phase {
  readonly command: "up" | "destroy";
  readonly description: string;
  /** How many calls are still to be made, at least. */
  readonly callsLeft: () => number;
}

describe(`${RESOURCES} registrations and random kills (KILLS_SEED=${SEED} repeats the moments)`, function () {
  this.timeout(1_800_000);
  const adopted = new Set<string>();
  const calls: JournalEntry[] = [];
  let aws: Emulator;
  let project: Project;
  before(async () => {
    // The function answers at once: what 300 runs of a process cost is not what this is about.
    aws = await startEmulator({ functions: { [functionArn("crm")]: connectorFunction("CRM") } });
    project = await newProject(aws.env);
    skipMetadata(project);
  });
  after(async () => {
    await aws.close();
    project?.remove();
  });

  let drawn = 0;
  /** A number from 0 to below 1. A seed always gives the same numbers. */
  function random(): number {
    const digest = createHash("sha256")
      .update(`${SEED} ${(drawn += 1)}`)
      .digest();
    return digest.readUInt32BE() / 2 ** 32;
  }

  const inAccount = () => aws.connectors.list().map(({ connectorLabel }) => connectorLabel);
  const inState = () => project.state().map(({ id }) => id);
  const counts = () => `${inAccount().length} in the account, ${inState().length} in the state`;

  function writeProgram(description: string): void {
    const body = LABELS.map((label) => {
      const adopt = adopted.has(label) ? ", adopt: true" : "";
      return registration(label, `connectorLabel: "${label}", description: "${description}"${adopt}`);
    });
    project.program(body.join(""));
  }

  /** One run, killed at a random call if it makes that. Returns what a failed run printed. */
  async function run({ command, description, callsLeft }: Phase, isToDie: boolean) {
    const victim: Victim = random() < 0.5 ? "cli" : "provider";
    const kind = random() < 0.5 ? "hangBefore" : "hangAfter";
    const after = Math.floor(random() * callsLeft());
    writeProgram(description);
    if (isToDie) aws.faults.add({ kind, after });
    const pulumi = startPulumi(project, command, "--yes");
    try {
      const isKilled = (await waitForHangingCall(aws, pulumi, PATIENCE_MS)) !== undefined;
      if (isKilled) await pulumi.kill(victim);
      aws.faults.clear();
      const { code, output } = await pulumi.ended;
      if (isKilled) console.log(`      ${victim} killed at call ${after} (${kind}): ${counts()}`);
      return { isKilled, output: code === 0 ? undefined : output };
    } finally {
      await pulumi.end();
      calls.push(...aws.journal.entries);
      aws.journal.clear();
    }
  }

  /** Does what is printed. Only the resources that it is printed for adopt what killed runs registered. */
  async function follow(output: string): Promise<void> {
    if (findRemedy(output) === "cancel") return cancel(project);
    for (const [, label = ""] of output.matchAll(/connector "([^"]+)" \([^)]+\): the label is taken/g))
      adopted.add(label);
  }

  async function runThroughKills(phase: Phase): Promise<void> {
    let [kills, runs] = [0, 0];
    for (; runs < 4 * KILLS; runs += 1) {
      const { isKilled, output } = await run(phase, kills < KILLS && phase.callsLeft() > 0);
      if (isKilled) kills += 1;
      else if (output === undefined) break;
      else await follow(output);
    }
    assert.ok(kills > 0, "a run was killed");
    console.log(`      ${kills} kills, ${runs} runs, ${adopted.size} adopted: ${counts()}`);
    assertAgreed({ aws, project });
    await clearPending(project);
    adopted.clear();
    writeProgram(phase.description);
    if (phase.command === "up") await assertUnchanged(project);
  }

  const successes = (operation: string) =>
    calls.filter((it) => it.operation === operation && it.status === 200).map(({ label }) => label);

  it("are all registered in the end, none twice, and none is removed on the way", async () => {
    const callsLeft = () => 3 * RESOURCES - 2 * inAccount().length - inState().length;
    await runThroughKills({ command: "up", description: "one", callsLeft });
    assert.deepEqual(inAccount().sort(), LABELS);
    assert.equal(new Set(successes("RegisterConnector")).size, successes("RegisterConnector").length);
  });

  it("are all updated", async () => {
    const outdated = () => aws.connectors.list().filter(({ description }) => description !== "two");
    await runThroughKills({ command: "up", description: "two", callsLeft: () => 3 * outdated().length });
    assert.deepEqual(outdated(), []);
    assert.deepEqual(inAccount().sort(), LABELS);
    assert.deepEqual(successes("UnregisterConnector"), []);
  });

  it("are all gone after a destroy", async () => {
    const callsLeft = () => 2 * inAccount().length + inState().length;
    await runThroughKills({ command: "destroy", description: "two", callsLeft });
    assert.deepEqual([inAccount(), inState()], [[], []]);
  });
});
