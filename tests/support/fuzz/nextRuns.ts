// What the next runs make of what a journey left, once the services are healthy again.
import assert from "node:assert/strict";
import type { Emulator, Registration } from "../../../emulator";
import { openHost, type Properties } from "../contract/host";
import { CHANGED, configurationOf, INPUTS, LABEL } from "./account";
import type { Saved } from "./journeys";
import { judgePlain } from "./judgement";

/** Judges each state beside each registration once. */
export function nextRuns(emulator: Emulator) {
  const judged = new Set<string>();
  return async (saved: Saved | undefined): Promise<void> => {
    emulator.faults.clear();
    for (const { connectorProfileName: name } of emulator.profiles.list()) emulator.profiles.remove(name);
    const registration = emulator.connectors.get(LABEL);
    const key = withoutTimes(JSON.stringify([saved, registration]), registration?.registeredAt);
    if (saved === "gone" || judged.has(key)) return;
    if (!saved) await judgeNothing(emulator);
    else if (registration) await judgeState(emulator, saved, registration);
    else await judgeAbsent(emulator, saved);
    judged.add(key);
  };
}

/** Of two runs of one journey, only the times differ. That the state's is not the account's stays to be seen. */
function withoutTimes(text: string, registeredAt = "never"): string {
  return text.replaceAll(registeredAt, "then").replace(/"registeringSince":"[^"]+"/, `"registeringSince":""`);
}

/** Each run is a process of its own. */
function nextRun(emulator: Emulator) {
  return openHost(configurationOf(emulator.url));
}

/** A create of which nothing was saved is made again, and takes over what it may have left. */
async function judgeNothing(emulator: Emulator): Promise<void> {
  const { outs = {} } = await (await nextRun(emulator)).create({ ...INPUTS, adopt: true });
  await (await nextRun(emulator)).delete(LABEL, outs);
  assert.equal(emulator.connectors.get(LABEL), undefined);
}

/** A state of what is not there is gone with the next refresh; one that was never confirmed is registered at last. */
async function judgeAbsent(emulator: Emulator, state: Properties): Promise<void> {
  const host = await nextRun(emulator);
  const update = () => host.update(LABEL, state, CHANGED);
  if (state["accountId"] === undefined) return assert.rejects(update, { message: /#account-unknown$/ });
  assert.deepEqual(await host.read(LABEL, state), {});
  await host.delete(LABEL, state);
  if (state["connectorArn"] !== undefined) return assert.rejects(update, { message: /#registration-gone$/ });
  const { outs = {} } = await update();
  assert.equal(emulator.connectors.get(LABEL)?.description, CHANGED["description"]);
  await (await nextRun(emulator)).delete(LABEL, outs);
}

/** A state of what is there is compared; it is read and deleted, or else updated, read and deleted. */
async function judgeState(emulator: Emulator, state: Properties, registration: Registration): Promise<void> {
  const { triggers } = state;
  const inputs = { ...INPUTS, description: "mended", ...(triggers ? { triggers } : {}) };
  assert.equal((await (await nextRun(emulator)).diff(LABEL, state, inputs)).changes, true);
  const refreshed = await judgeEnd(emulator, state, registration);
  emulator.connectors.put(LABEL, registration);

  const update = async (of: Properties) => (await nextRun(emulator)).update(LABEL, of, inputs);
  const isForeign = hasOtherTime(state, registration);
  if (isForeign) await assert.rejects(update(state), FOREIGN);
  const { outs: updated = {} } = await update(isForeign ? refreshed : state);
  judgePlain(updated);
  assert.equal(emulator.connectors.get(LABEL)?.description, "mended");
  assert.equal((await (await nextRun(emulator)).diff(LABEL, updated, inputs)).changes, false);
  await judgeEnd(emulator, updated, registration);
}

/** A garbled time of registration makes it somebody else's, until a refresh. */
const FOREIGN = { message: /#registration-foreign$/ };

function hasOtherTime(state: Properties, { registeredAt }: Registration): boolean {
  return ![undefined, registeredAt].includes(state["registeredAt"] as string | undefined);
}

/** Reads and deletes, and returns what was read. Where the account is not known, an update must come first. */
async function judgeEnd(
  emulator: Emulator,
  state: Properties,
  registration: Registration,
): Promise<Properties> {
  const [reading, deleting] = [await nextRun(emulator), await nextRun(emulator)];
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
