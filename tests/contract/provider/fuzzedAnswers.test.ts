import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import type { Emulator } from "../../../emulator";
import type { Properties } from "../../support/contract/host";
import {
  configurationOf,
  INPUTS,
  LABEL,
  putRegistration,
  startFuzzedAccount,
} from "../../support/fuzz/account";
import { type Answered, answered, EXAMPLES, garbled } from "../../support/fuzz/answers";
import { type Came, type Journey, JOURNEYS } from "../../support/fuzz/journeys";
import { inTime, judgeMessage, judgeOutputs, judgePlain } from "../../support/fuzz/judgement";
import { nextRuns } from "../../support/fuzz/nextRuns";
import { type FuzzService, openFuzzService } from "../../support/fuzz/service";
import { within } from "../../support/limits";

/** Every run looks elsewhere; `FUZZ_SEED` repeats one, `FUZZ_RUNS` looks further. */
const SEED = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);
/** Random answers of an operation on a journey, beside those that have a name. */
const RUNS = Number(process.env["FUZZ_RUNS"] ?? 10);
/** In milliseconds. A journey makes some ten calls, and the AWS SDK needs its time for the largest answers. */
const PATIENCE = 15_000;
/** What does not show at once is taken for what does not show, and no look-up may take long. */
const HURRIED = {
  consistency: 0,
  conflict: 0,
  permission: 0,
  secondObservation: 0,
  cause: 2_000,
  preview: 2_000,
};

/** Whatever the services answer: from the AWS SDK to what the engine saves, and what the next runs make of that. */
describe(`Garbled answers (FUZZ_SEED=${SEED})`, function () {
  this.timeout(120_000);
  let emulator: Emulator;
  let service: FuzzService;
  let judgeNextRuns: ReturnType<typeof nextRuns>;
  before(async () => {
    emulator = await startFuzzedAccount();
    service = await openFuzzService(emulator);
    judgeNextRuns = nextRuns(emulator);
  });
  after(async () => {
    pulumi.runtime.setAllConfig({});
    await service.close();
    await emulator.close();
  });

  const named = new Set<string>();
  for (const [name, journey] of Object.entries(JOURNEYS))
    for (const operation of journey.calls) {
      // They take long, so that each reader meets each once; only a connector is looked at more than once.
      const reader = `${journey.by} ${operation}`;
      const met = EXAMPLES.filter(({ after }) => after === 0 || operation === "DescribeConnector");
      const examples = named.has(reader) ? [] : met.map((example): [Answered] => [example]);
      named.add(reader);
      it(`of ${operation}, ${name}`, async () => {
        const property = fc.asyncProperty(answered, async (answer) => {
          setOut(journey);
          const hasEffect = answer.as !== "whole" || answer.hasEffect;
          const garble = (truth: Parameters<typeof garbled>[1]) => garbled(answer, truth);
          service.garble({ ...answer, operations: [operation], hasEffect, garble });
          await judge(journey);
          // One that comes after a second call may come never.
          assert.ok(answer.after > 0 || service.sent().length > 0, "it is met");
        });
        const numRuns = examples.length + RUNS;
        await within(HURRIED, () => fc.assert(property, { seed: SEED, numRuns, examples }));
      });
    }

  for (const name of ["looking all up", "previewing a new one", "creating one too many"])
    it(`of ListConnectors, whose pages never end, ${name}`, async () => {
      let page = 0;
      const garble = () => ({ status: 200, headers: {}, body: Buffer.from(`{"nextToken": "${page++}"}`) });
      const journey = JOURNEYS[name] ?? assert.fail(name);
      setOut(journey);
      service.garble({ operations: ["ListConnectors"], after: 0, isLasting: true, hasEffect: false, garble });
      await within({ ...HURRIED, cause: 500, preview: 500, call: 500 }, () => judge(journey, 5_000));
      assert.ok(page > 1);
    });

  function setOut({ isThere, faults = [], profile }: Journey): void {
    emulator.connectors.remove(LABEL);
    emulator.faults.clear();
    if (isThere) putRegistration(emulator);
    if (profile) emulator.profiles.create({ name: profile, connectorLabel: LABEL });
    for (const fault of faults) emulator.faults.add(fault);
  }

  async function judge(journey: Journey, patience = PATIENCE): Promise<void> {
    const settings = configurationOf(service.url, journey.settings);
    pulumi.runtime.setAllConfig(settings);
    const told = listening();
    try {
      const came = await inTime(patience, journey.go(settings).catch(failed));
      judgePlain(came.answer);
      judgeTruth(journey, came);
      if (came.saved && came.saved !== "gone") judgeOutputs(came.saved);
      await judgeNextRuns(came.saved ?? journey.state);
      [...told.lines, ...(came.messages ?? [])].forEach(judgeMessage);
    } catch (error) {
      const answers = said(300).split("\n").slice(0, 10).join("\n");
      throw new Error(`${(error as Error).message}\nThe garbled answers:\n${answers}`, { cause: error });
    } finally {
      told.restore();
    }
  }

  /** The engine saves what a failure carries an id of. */
  function failed(thrown: unknown): Came {
    assert.ok(thrown instanceof Error, `thrown: ${String(thrown)}`);
    const { message, stack, id, properties, reasons } = thrown as Thrown;
    judgeMessage(message);
    // Pulumi prints no stack of a RunError.
    if (!pulumi.RunError.isInstance(thrown)) assert.equal(stack, "");
    if (id === undefined) return { answer: {}, isFailed: true };
    assert.deepEqual([id, reasons], [LABEL, [message]]);
    assert.equal(properties?.["__provider"], INPUTS["__provider"]);
    return { answer: properties, saved: { ...properties }, isFailed: true };
  }

  /** Success is what the account shows, and "gone" is the model's own exception. */
  function judgeTruth({ achieves }: Journey, { saved, isFailed }: Came): void {
    const there = emulator.connectors.get(LABEL);
    if (achieves && !isFailed) assert.equal(there?.description, achieves);
    if (saved === "gone" && there) assert.match(said(Infinity), /ResourceNotFoundException/);
  }

  function said(length: number): string {
    const answers = service.sent().map(({ status, headers, body }) => {
      const text = body.subarray(0, length).toString("latin1");
      return `${status} ${headers["x-amzn-errortype"] ?? ""} ${text}`;
    });
    return answers.join("\n");
  }
});

/** What the host and Pulumi tell beside the answers. */
function listening() {
  const { error, warn } = console;
  const lines: string[] = [];
  console.error = console.warn = (line: string) => void lines.push(line);
  return { lines, restore: () => void Object.assign(console, { error, warn }) };
}

type Thrown = Error & { id?: string; properties?: Properties; reasons?: string[] };
