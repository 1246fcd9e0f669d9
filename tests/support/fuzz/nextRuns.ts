// Judges the runs that follow a journey, once the services are healthy again.
import assert from "node:assert/strict";
import type { Emulator, Registration } from "../../../emulator/index";
import { openHost, type Properties } from "../contract/host";
import { CHANGED, configurationOf, INPUTS, LABEL } from "./account";
import type { Saved } from "./journeys";
import { judgePlain } from "./judgement";

/** Judges each state beside each registration once. */
export function openNextRuns(emulator: Emulator) {
  const judged = new Set<string>();
  return async (saved: Saved | undefined): Promise<void> => {
    emulator.faults.clear();
    for (const { connectorProfileName: name } of emulator.profiles.list()) emulator.profiles.remove(name);
    const registration = emulator.connectors.get(LABEL);
    const key = maskTimes(JSON.stringify([saved, registration]), registration?.registeredAt);
    if (saved === "gone" || judged.has(key)) return;
    if (!saved) await judgeNothing(emulator);
    else if (registration) await judgeState(emulator, saved, registration);
    else await judgeAbsent(emulator, saved);
    judged.add(key);
  };
}

/** Makes two runs of one journey equal. A time of the state that is not the account's stays. */
function maskTimes(text: string, registeredAt = "never"): string {
  return text.replaceAll(registeredAt, "then").replace(/"registeringSince":"[^"]+"/, `"registeringSince":""`);
}

/** Each run is a process of its own. */
function startRun(emulator: Emulator) {
  return openHost(configurationOf(emulator.url));
}

/** Creates anew where nothing was saved, and adopts what the first create may have left. */
async function judgeNothing(emulator: Emulator): Promise<void> {
  const { outs = {} } = await (await startRun(emulator)).create({ ...INPUTS, adopt: true });
  await (await startRun(emulator)).delete(LABEL, outs);
  assert.equal(emulator.connectors.get(LABEL), undefined);
}

/** Refreshes a state whose registration is not there; one whose create is pending is registered at last. */
async function judgeAbsent(emulator: Emulator, state: Properties): Promise<void> {
  const host = await startRun(emulator);
  const update = () => host.update(LABEL, state, CHANGED);
  if (state["accountId"] === undefined) return assert.rejects(update, { message: /#account-unknown$/ });
  assert.deepEqual(await host.read(LABEL, state), {});
  await host.delete(LABEL, state);
  if (state["connectorArn"] !== undefined) return assert.rejects(update, { message: /#registration-gone$/ });
  const { outs = {} } = await update();
  assert.equal(emulator.connectors.get(LABEL)?.description, CHANGED["description"]);
  await (await startRun(emulator)).delete(LABEL, outs);
}

/** Compares, reads and deletes a state whose registration is there; then updates, reads and deletes it. */
async function judgeState(emulator: Emulator, state: Properties, registration: Registration): Promise<void> {
  const { triggers } = state;
  const inputs = { ...INPUTS, description: "mended", ...(triggers ? { triggers } : {}) };
  assert.equal((await (await startRun(emulator)).diff(LABEL, state, inputs)).changes, true);
  const refreshed = await judgeEnd(emulator, state, registration);
  emulator.connectors.put(LABEL, registration);

  const update = async (of: Properties) => (await startRun(emulator)).update(LABEL, of, inputs);
  const isForeign = hasOtherTime(state, registration);
  if (isForeign) await assert.rejects(update(state), FOREIGN);
  const { outs: updated = {} } = await update(isForeign ? refreshed : state);
  judgePlain(updated);
  assert.equal(emulator.connectors.get(LABEL)?.description, "mended");
  assert.equal((await (await startRun(emulator)).diff(LABEL, updated, inputs)).changes, false);
  await judgeEnd(emulator, updated, registration);
}

/** With a garbled time in the state, a registration counts as recreated externally until a refresh. */
const FOREIGN = { message: /#registration-foreign$/ };

function hasOtherTime(state: Properties, { registeredAt }: Registration): boolean {
  return ![undefined, registeredAt].includes(state["registeredAt"] as string | undefined);
}

/** Reads and deletes, and returns what is read. Where the account is unknown, an update must come first. */
async function judgeEnd(emulator: Emulator, state: Properties, registration: Registration): Promise<Properties> {
  const [reading, deleting] = [await startRun(emulator), await startRun(emulator)];
  if (state["accountId"] === undefined) {
    const refusal = { message: /#account-unknown$/ };
    await assert.rejects(reading.read(LABEL, state), refusal);
    await assert.rejects(deleting.delete(LABEL, state), refusal);
    return state;
  }
  const { props = {}, inputs } = await reading.read(LABEL, state);
  judgePlain([props, inputs]);
  assert.equal((await reading.diff(LABEL, props, { ...INPUTS, ...inputs })).changes, false);
  const isForeign = hasOtherTime(state, registration);
  if (isForeign) await assert.rejects(deleting.delete(LABEL, state), FOREIGN);
  await deleting.delete(LABEL, isForeign ? props : state);
  assert.equal(emulator.connectors.get(LABEL), undefined);
  return props;
}
