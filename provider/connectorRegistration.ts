import { randomUUID } from "node:crypto";
import type { Registration } from "./appflow";
import { withCause } from "./causes";
import { environmentRegion, statedAccount } from "./connection";
import { type Context, placeOf, type Site } from "./context";
import { broke, converge, type Goal, settledAfter, unconfirmed, unsettled } from "./converge";
import { withDeadline } from "./deadline";
import { difference, isForDeleteAlone, wantedDescription } from "./diff";
import { DiagnosticError, explain, failure, type Subject } from "./findings";
import {
  type ConnectorRegistrationInputs,
  type ConnectorRegistrationState,
  known,
  type RawInputs,
} from "./inputs";
import { refuseUnsettled } from "./ownership";
import {
  find,
  inUse,
  labelTaken,
  madeAnew,
  refuseAccount,
  refuseLabel,
  refuseExcluded,
  refuseFindings,
  refuseForeign,
  refuseOther,
} from "./refusals";
import { register } from "./register";
import { inputsOf, notesOf, outputsOf, type Placed, statedOf } from "./state";
import { foundOrSeen } from "./settle";

export { check } from "./check";

/**
 * What an update would do. A label and a region replace, the new one first; everything else changes in place. Where there is
 * something to do, the account is asked for: credentials of another one would leave the registration there.
 */
export async function diff(context: Context, id: string, state: RawInputs, inputs: RawInputs) {
  const recorded = known(state["accountId"]);
  const region = known(state["region"]);
  const subject: Subject = { doing: "comparing", label: id, region, accountId: recorded };
  // What check holds for a resource is in the account of its state.
  const place = placeOf(known(inputs["region"]), id);
  if (context.held.has(place)) context.held.set(place, recorded);
  const found = difference(state, inputs);
  // A state without an ARN is of a create that was never confirmed: there is more to do.
  const changes = found.changed.length > 0 || state["connectorArn"] === undefined;
  if (recorded) {
    refuseExcluded(context.connection, recorded, subject);
    const account = () => context.open(region).account(subject);
    // That nobody can be asked is told by what needs the answer.
    const asked = () => (changes && !isForDeleteAlone(found) ? account().catch(() => undefined) : undefined);
    refuseOther(statedAccount(context.connection) ?? (await asked()) ?? recorded, recorded, subject);
  }
  return { changes, replaces: found.replaces };
}

export interface Created {
  readonly id: string;
  readonly outputs: ConnectorRegistrationState;
}

/**
 * Registers the connector, or takes over the registration that has its label when `adopt` says so. It looks first, and
 * what it returns is what DescribeConnector shows afterwards.
 */
export async function create(context: Context, inputs: ConnectorRegistrationInputs): Promise<Created> {
  const { connectorLabel: id } = inputs;
  const site = await arrive(context, { doing: "registering", label: id, region: inputs.region });
  await refuseAccount(context.connection, site.appflow, site.subject);
  return inTurn(site, id, async () => {
    const outputs = await made(site, { ...inputs, region: site.region });
    context.held.set(placeOf(site.region, id), outputs.accountId);
    return { id, outputs };
  });
}

async function made(site: Located, placed: Placed): Promise<ConnectorRegistrationState> {
  const { adopt, description, connectorLabel } = placed;
  const look = () => site.appflow.describe(connectorLabel, site.subject);
  const first = await look();
  const found = adopt ? await foundOrSeen(site.clock, first, look) : first;
  if (!found) return registered(site, placed);
  if (!adopt) throw labelTaken(site, found, placed);
  const { accountId } = found;
  const adopting = { ...site, subject: { ...site.subject, accountId, doing: "adopting" } };
  const adopted = { ...placed, accountId };
  return converged(adopting, found, { inputs: adopted, description, force: false });
}

function converged(site: Located, found: Registration, goal: Goal): Promise<ConnectorRegistrationState> {
  const { lambdaArn } = goal.inputs.connectorProvisioningConfig.lambda;
  return withCause(site, lambdaArn, () => converge(site, found, goal));
}

function registered(at: Located, placed: Placed): Promise<ConnectorRegistrationState> {
  const site = { ...at, subject: { ...at.subject, doing: "registering" } };
  const token = randomUUID();
  const { lambdaArn } = placed.connectorProvisioningConfig.lambda;
  return withCause(site, lambdaArn, () => register(site, placed, token));
}

/** What is there now, with the inputs that a program states to get it. */
export interface Read extends Created {
  readonly inputs: ConnectorRegistrationInputs;
}

/**
 * What is really there: for `pulumi refresh` with the state, for `ConnectorRegistration.get` with next to nothing.
 * Returns undefined when the registration is gone, which is said only in the account and region that had it.
 */
export async function read(context: Context, id: string, state: RawInputs): Promise<Read | undefined> {
  const subject = whereToRead(context, id, state);
  const { label, accountId: recorded } = subject;
  refuseLabel(label, subject);
  const site = await arrive(context, subject);
  const look = () => site.appflow.describe(label, site.subject);
  const isState = state["connectorProvisioningConfig"] !== undefined;
  const first = isState || recorded ? await find(site, recorded) : await look();
  const shown = await foundOrSeen(context.clock, first, look);
  // The engine would take a missing registration that a program reads for one without outputs.
  if (!shown && !isState) throw failure("registration-absent", site.subject, {});
  if (!shown) return undefined;
  refuseExcluded(site.connection, shown.accountId, site.subject);
  refuseUnsettled(shown, state, site.subject);
  const anew = madeAnew(shown, state);
  if (anew) site.tell(explain("registered-anew", { ...site.subject, accountId: shown.accountId }, anew));
  const outputs = outputsOf(statedOf(state, site.region, shown), shown);
  return { id: label, outputs, inputs: inputsOf(outputs) };
}

/** A label or a connector's ARN, which says more, and against which nothing else counts. */
function whereToRead({ connection }: Context, id: string, state: RawInputs): Subject & { label: string } {
  const arn = /^arn:[^:]+:appflow:([^:]+):([0-9]{12}):.*\/(.+)$/.exec(id);
  const [, arnRegion, arnAccount, label = id] = arn ?? [];
  const region = arnRegion ?? known(state["region"]) ?? connection.region ?? environmentRegion();
  return { doing: "reading", label, region, accountId: known(state["accountId"]) ?? arnAccount };
}

/**
 * Brings the registration in line with the program. A registration that equals it already is not written, and a change of
 * `forceDelete` alone, which concerns nobody but `delete`, makes no call.
 */
export async function update(
  context: Context,
  id: string,
  state: ConnectorRegistrationState,
  inputs: ConnectorRegistrationInputs,
): Promise<ConnectorRegistrationState> {
  const { region, accountId, connectorArn } = state;
  const [before, wanted] = [{ ...state }, { ...inputs }];
  const differs = difference(before, wanted);
  if (connectorArn && isForDeleteAlone(differs)) {
    return { ...state, ...inputs, region, forceDelete: inputs.forceDelete ?? false };
  }
  const site = await arrive(context, { doing: "updating", label: id, region, accountId });
  const seen = await find(site, accountId, true);
  const look = () => site.appflow.describe(id, site.subject);
  // What a create that was never confirmed made may show late.
  const found = connectorArn ? seen : await foundOrSeen(context.clock, seen, look);
  const placed = { ...notesOf(before), ...inputs, region: site.region };
  if (!found && !connectorArn) return registered(site, placed);
  if (!found) throw failure("registration-gone", site.subject, {});
  const isTakenOver = takesOver(site, found, state, inputs);
  return converged(site, found, {
    inputs: placed,
    // What may be somebody else's keeps, when it is adopted, what isn't stated.
    description: isTakenOver ? inputs.description : (wantedDescription(before, wanted) as string | undefined),
    force: differs.changed.includes("triggers"),
  });
}

/** Whether an update is of what may be somebody else's, which only `adopt` allows. */
function takesOver(
  { subject, tell }: Site,
  found: Registration,
  state: ConnectorRegistrationState,
  { adopt = false }: ConnectorRegistrationInputs,
): boolean {
  const anew = madeAnew(found, state);
  if (adopt && anew) tell(explain("registered-anew", subject, anew));
  if (adopt) return anew !== undefined || state.connectorArn === undefined;
  refuseUnsettled(found, state, subject);
  refuseForeign(found, state, subject);
  return false;
}

/** Unregisters the connector and looks that it is gone. Refuses what isn't this resource's, or is in use. */
async function remove(context: Context, id: string, state: ConnectorRegistrationState): Promise<void> {
  const { region, accountId } = state;
  const site = await arrive(context, { doing: "unregistering", label: id, region, accountId });
  return inTurn(site, id, () => removed(site, id, state));
}

async function removed(site: Located, id: string, state: ConnectorRegistrationState): Promise<void> {
  const { appflow, subject, clock } = site;
  const { accountId, forceDelete = false } = state;
  const look = () => appflow.describe(id, subject);
  const found = await foundOrSeen(clock, await find(site, accountId), look);
  if (!found) return;
  // The resource was renamed, or its replacement forced, and another one adopted the registration: it must stay.
  if (await isHeld(site, found)) return site.tell(explain("handed-over", subject, {}));
  refuseUnsettled(found, state, subject);
  refuseForeign(found, state, subject);
  await unregister(site, id, forceDelete).catch(async (error: unknown) => {
    throw error instanceof DiagnosticError && error.code === "in-use" ? await inUse(site, error) : error;
  });
}

async function unregister(site: Located, label: string, forceDelete: boolean): Promise<void> {
  const broken = await broke(site.appflow.unregister(label, forceDelete, site.subject));
  const isGone = await settledAfter(site, broken, (seen) => seen === undefined);
  if (!isGone) throw broken ? unsettled(site, broken) : unconfirmed(site, "that it is gone");
}

export { remove as delete };

async function isHeld({ held, open, region, subject }: Located, found: Registration): Promise<boolean> {
  const { connectorLabel, accountId } = found;
  const holds = (place: string) => held.has(place) && [undefined, accountId].includes(held.get(place));
  if (holds(placeOf(region, connectorLabel))) return true;
  return holds(placeOf(undefined, connectorLabel)) && region === (await open(undefined).region(subject));
}

/** A site whose region is settled. */
type Located = Site & { readonly region: string };

/** Opens AppFlow where an operation works, once nothing speaks against the configuration. */
async function arrive(context: Context, subject: Subject): Promise<Located> {
  refuseFindings(context);
  const opened = context.open(subject.region);
  const region = await opened.region(subject);
  const located = { ...subject, region };
  const appflow = withDeadline(opened, context.clock, located);
  return { ...context, appflow, region, subject: located };
}

/** One resource may take over what another one gives up: the second of them looks when the first is done. */
function inTurn<T>({ turns, region }: Located, label: string, task: () => Promise<T>): Promise<T> {
  const place = placeOf(region, label);
  const turn = (turns.get(place) ?? Promise.resolve()).then(task);
  turns.set(
    place,
    turn.catch(() => undefined),
  );
  return turn;
}
