import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import type { Emulator } from "../../../emulator/index";
import type { Properties } from "../../support/contract/host";
import { configurationOf, INPUTS, LABEL, putRegistration, startFuzzedAccount } from "../../support/fuzz/account";
import { EXAMPLES, garble, type GarbledAnswer, garbledAnswers } from "../../support/fuzz/answers";
import { type Result, type Journey, JOURNEYS } from "../../support/fuzz/journeys";
import { failAfter, judgeMessage, judgeOutputs, judgePlain } from "../../support/fuzz/judgement";
import { openNextRuns } from "../../support/fuzz/nextRuns";
import { type FuzzService, openFuzzService } from "../../support/fuzz/service";
import { within } from "../../support/limits";

/** Every run draws other answers; `FUZZ_SEED` repeats one. */
const SEED = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);
/** Random answers for each operation of a journey, beside the examples. */
const RUNS = Number(process.env["FUZZ_RUNS"] ?? 10);
/** Milliseconds that a journey may take. It makes some ten calls, and the AWS SDK is slow with the largest answers. */
const PATIENCE = 15_000;
/** Limits with which nothing is waited for that does not show at once. */
const HURRIED = {
  consistency: 0,
  conflict: 0,
  permission: 0,
  secondObservation: 0,
  cause: 2_000,
  preview: 2_000,
};

/** From the AWS SDK to what the engine saves, and to what the next runs make of that. */
describe(`Garbled answers (FUZZ_SEED=${SEED})`, function () {
  this.timeout(120_000);
  let emulator: Emulator;
  let service: FuzzService;
  let judgeNextRuns: ReturnType<typeof openNextRuns>;
  before(async () => {
    emulator = await startFuzzedAccount();
    service = await openFuzzService(emulator);
    judgeNextRuns = openNextRuns(emulator);
  });
  after(async () => {
    pulumi.runtime.setAllConfig({});
    await service.close();
    await emulator.close();
  });

  const named = new Set<string>();
  for (const [name, journey] of Object.entries(JOURNEYS))
    for (const operation of journey.calls) {
      // The examples take long, so each reader meets each of them once. Only a connector is described more than once.
      const reader = `${journey.by} ${operation}`;
      const met = EXAMPLES.filter(({ after }) => after === 0 || operation === "DescribeConnector");
      const examples = named.has(reader) ? [] : met.map((example): [GarbledAnswer] => [example]);
      named.add(reader);
      it(`of ${operation}, ${name}`, async () => {
        const property = fc.asyncProperty(garbledAnswers, async (answer) => {
          begin(journey);
          const hasEffect = answer.as !== "whole" || answer.hasEffect;
          const garbling = { ...answer, operations: [operation], hasEffect };
          service.garble({ ...garbling, garble: (truth) => garble(answer, truth) });
          await judge(journey);
          // A journey may end before a second or third call.
          assert.ok(answer.after > 0 || service.sent().length > 0, "it is met");
        });
        const numRuns = examples.length + RUNS;
        await within(HURRIED, () => fc.assert(property, { seed: SEED, numRuns, examples }));
      });
    }

  for (const name of ["looking all up", "previewing a new one", "creating one too many"])
    it(`of ListConnectors, whose pages never end, ${name}`, async () => {
      let page = 0;
      const garblePage = () => ({
        status: 200,
        headers: {},
        body: Buffer.from(`{"nextToken": "${page++}"}`),
      });
      const journey = JOURNEYS[name] ?? assert.fail(name);
      begin(journey);
      service.garble({
        operations: ["ListConnectors"],
        after: 0,
        isLasting: true,
        hasEffect: false,
        garble: garblePage,
      });
      await within({ ...HURRIED, cause: 500, preview: 500, call: 500 }, () => judge(journey, 5_000));
      assert.ok(page > 1);
    });

  function begin({ isThere, faults = [], profile }: Journey): void {
    emulator.connectors.remove(LABEL);
    emulator.faults.clear();
    if (isThere) putRegistration(emulator);
    if (profile) emulator.profiles.create({ name: profile, connectorLabel: LABEL });
    for (const fault of faults) emulator.faults.add(fault);
  }

  async function judge(journey: Journey, patience = PATIENCE): Promise<void> {
    const settings = configurationOf(service.url, journey.settings);
    pulumi.runtime.setAllConfig(settings);
    const output = collectOutput();
    try {
      const result = await failAfter(patience, journey.run(settings).catch(toResult));
      judgePlain(result.answer);
      judgeTruth(journey, result);
      if (result.saved && result.saved !== "gone") judgeOutputs(result.saved);
      await judgeNextRuns(result.saved ?? journey.state);
      [...output.lines, ...(result.messages ?? [])].forEach(judgeMessage);
    } catch (error) {
      const answers = renderAnswers(300).split("\n").slice(0, 10).join("\n");
      throw new Error(`${(error as Error).message}\nThe garbled answers:\n${answers}`, { cause: error });
    } finally {
      output.restore();
    }
  }

  /** The engine saves a failure that carries an id. */
  function toResult(thrown: unknown): Result {
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

  /** A success shows in the account, and "gone" is what ResourceNotFoundException says. */
  function judgeTruth({ achieves }: Journey, { saved, isFailed }: Result): void {
    const there = emulator.connectors.get(LABEL);
    if (achieves && !isFailed) assert.equal(there?.description, achieves);
    if (saved === "gone" && there) assert.match(renderAnswers(Infinity), /ResourceNotFoundException/);
  }

  function renderAnswers(length: number): string {
    const answers = service.sent().map(({ status, headers, body }) => {
      const text = body.subarray(0, length).toString("latin1");
      return `${status} ${headers["x-amzn-errortype"] ?? ""} ${text}`;
    });
    return answers.join("\n");
  }
});

/** Collects what the host and Pulumi print. */
function collectOutput() {
  const { error, warn } = console;
  const lines: string[] = [];
  console.error = console.warn = (line: string) => void lines.push(line);
  return { lines, restore: () => void Object.assign(console, { error, warn }) };
}

type Thrown = Error & { id?: string; properties?: Properties; reasons?: string[] };
