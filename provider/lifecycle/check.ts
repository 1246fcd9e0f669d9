import { type Connection, findExclusion, readAmbientRegion } from "../config/connection";
import type { Code } from "../diagnostics/catalog";
import { finding, type Finding } from "../diagnostics/diagnostic";
import type { Scope } from "../diagnostics/scope";
import { check as checkInputs } from "../resource/check";
import { lambdaArnOf } from "../resource/path";
import { parseFunctionArn } from "../resource/schema";
import type { RawProperties } from "../resource/types";
import type { LifecycleContext } from "./context";
import type { Claimant, Ownership } from "./ownership";

/** What the program hands over beside the inputs; it never reaches the state. */
export interface CheckRequest {
  /** The label of a resource that states none and has none yet. */
  readonly defaultLabel?: string;
  readonly isLabelSecret?: boolean;
  readonly claimant?: Claimant;
}

export interface Checked {
  readonly inputs: Record<string, unknown>;
  readonly findings: Finding[];
  /** Whether the registration that the inputs describe is new to the stack, so that its label may be taken. */
  readonly isNew: boolean;
  /** Whether AppFlow will ask the function, which one is known, and nothing speaks against it. */
  readonly isFunctionAsked: boolean;
}

/** Checks the inputs, also against the connection and the other resources of the run. Makes no call. */
export function check(
  { connection, ownership }: LifecycleContext,
  olds: RawProperties,
  news: RawProperties,
  { defaultLabel, isLabelSecret, claimant }: CheckRequest = {},
): Checked {
  const defaults = { label: defaultLabel, region: connection.region, ambientRegion: readAmbientRegion() };
  const { inputs, scope, isNew, isWritten, ...checked } = checkInputs(olds, news, defaults, isLabelSecret);
  const findings = [
    ...checked.findings,
    ...claimLabel(ownership, claimant, scope, isNew),
    ...(isWritten ? findExcludedFunction(connection, inputs, scope) : []),
  ];
  return { inputs, findings, isNew, isFunctionAsked: isWritten && canBeAsked(inputs, findings) };
}

/** All resources of a run that come here share one account. */
function claimLabel(
  ownership: Ownership,
  claimant: Claimant | undefined,
  { label, region, ...scope }: Scope,
  isNew: boolean,
): Finding[] {
  const first = ownership.claim({ claimant, label, region, isKept: !isNew });
  if (!first || !claimant) return [];
  const facts = { name: claimant.name, other: first.name };
  return [finding("error", "label-twice", { ...scope, label, region }, facts)];
}

/**
 * AppFlow invokes the function, so one in a forbidden account is refused. The allowed accounts say where registrations may be,
 * and a function that another account shares may be meant.
 */
function findExcludedFunction(connection: Connection, inputs: RawProperties, scope: Scope): Finding[] {
  const functionAccount = parseFunctionArn(lambdaArnOf(inputs))?.accountId;
  const setting = functionAccount && findExclusion(connection, functionAccount);
  if (!setting) return [];
  const severity = connection.forbiddenAccountIds?.includes(functionAccount) ? "error" : "warning";
  return [finding(severity, "function-account", scope, { functionAccount, setting })];
}

/** AppFlow refuses to ask such a function, or must not ask it. */
const UNASKED: readonly Code[] = ["function-region", "function-account"];

function canBeAsked(inputs: RawProperties, findings: Finding[]): boolean {
  const isKnown = parseFunctionArn(lambdaArnOf(inputs)) !== undefined;
  return isKnown && !findings.some(({ code, severity }) => severity === "error" && UNASKED.includes(code));
}
