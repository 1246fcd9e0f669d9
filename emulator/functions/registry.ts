import { statSync } from "node:fs";
import path from "node:path";
import { parseFunctionArn } from "../arns";
import { DEPTH_LIMIT, isTooDeep } from "../json";
import { callEndpoint } from "./endpoint";
import { appflowPermission, type PolicyStatement } from "./policy";
import { commandOf, runProcess } from "./process";
import type { FunctionSource, Outcome } from "./sources";
import { inTurn } from "./turns";

export type FunctionState = "Active" | "Pending" | "Failed" | "Inactive";

export interface FunctionDetails {
  /**
   * Who may invoke it. "appflow" (default): AppFlow in the function's own account and region, by the statement AWS's
   * documentation asks for; "none": no policy at all; or statements.
   */
  policy?: "appflow" | "none" | PolicyStatement[];
  /** Default "Active". */
  state?: FunctionState;
  /** When the code changed last. Default: when the function is registered. */
  lastModified?: Date | string;
}

export interface FunctionRegistration extends FunctionDetails {
  source: FunctionSource;
}

/** A function as it stands. `lastRun` tells connector developers why theirs didn't answer. */
export interface RegisteredFunction {
  arn: string;
  source: FunctionSource;
  statements: PolicyStatement[];
  state: FunctionState;
  lastModified: Date;
  invocations: number;
  lastRun?: FunctionRun;
}

export interface Functions {
  /** Adds a function, or replaces the one with the ARN. Throws for a malformed ARN and for a folder that doesn't exist. */
  register(arn: string, source: FunctionSource, details?: FunctionDetails): void;
  remove(arn: string): boolean;
  addPermission(arn: string, statement: PolicyStatement): void;
  /** Takes the statement with the id away, or all of them. */
  removePermission(arn: string, sid?: string): void;
  get(arn: string): RegisteredFunction | undefined;
  list(): RegisteredFunction[];
}

export interface FunctionLimits {
  functionTimeoutMs: number;
  functionConcurrency: number;
  onFunctionFailure: (functionArn: string, run: FunctionRun) => void;
  clock: () => Date;
}

/** How a run of a function ended, for people. */
export type FunctionRun = Omit<Outcome, "result">;

export interface RunningFunctions extends Functions {
  invoke(found: RegisteredFunction, event: unknown): Promise<Outcome>;
}

/** The functions that exist; `closing` ends those that run. */
export function functions(limits: FunctionLimits, closing: AbortSignal): RunningFunctions {
  const known = new Map<string, RegisteredFunction>();
  const queue = inTurn(limits.functionConcurrency);
  const existing = (arn: string): RegisteredFunction => {
    const found = known.get(arn);
    if (!found) throw new Error(`there is no function ${arn}: register it first`);
    return found;
  };
  return {
    register(arn, source, details = {}) {
      known.set(arn, registered(arn, source, details, limits.clock()));
    },
    remove: (arn) => known.delete(arn),
    addPermission: (arn, statement) => void existing(arn).statements.push(statement),
    removePermission(arn, sid) {
      const found = existing(arn);
      found.statements = sid === undefined ? [] : found.statements.filter((it) => it.Sid !== sid);
    },
    get: (arn) => known.get(arn) ?? known.get(arn.replace(/:\$LATEST$/, "")),
    list: () => [...known.values()],
    async invoke(found, event) {
      const runNow = (): Promise<Outcome> => run(found, event, limits.functionTimeoutMs, closing);
      // An answer that is given without running anything needs no turn.
      const outcome = "answer" in found.source ? runNow() : queue(found.arn, runNow);
      const { result, ...lastRun } = withinDepth(await outcome);
      found.lastRun = lastRun;
      if (lastRun.failure) limits.onFunctionFailure(found.arn, lastRun);
      return { ...lastRun, result };
    },
  };
}

async function run(
  found: RegisteredFunction,
  event: unknown,
  timeoutMs: number,
  closing: AbortSignal,
): Promise<Outcome> {
  const { source, arn } = found;
  // Those that still wait for their turn when the emulator closes.
  if (closing.aborted) return { failure: "crashed", detail: "the emulator is closing", log: "" };
  found.invocations += 1;
  if ("answer" in source) return { result: structuredClone(source.answer), log: "" };
  if ("url" in source) return callEndpoint(source.url, event, timeoutMs, closing);
  return runProcess(commandOf(source), arn, event, timeoutMs, closing);
}

function withinDepth(outcome: Outcome): Outcome {
  if (!isTooDeep(outcome.result)) return outcome;
  const detail = `the answer is nested deeper than ${DEPTH_LIMIT} levels`;
  return { failure: "too large", detail, log: outcome.log };
}

function registered(
  arn: string,
  source: FunctionSource,
  details: FunctionDetails,
  now: Date,
): RegisteredFunction {
  const parts = parseFunctionArn(arn);
  if (!parts)
    throw new Error(
      `"${arn}" is no ARN of a Lambda function, such as arn:aws:lambda:eu-west-1:123456789012:function:connector`,
    );
  const { policy = "appflow", state = "Active", lastModified = now } = details;
  const byDefault = policy === "none" ? [] : [appflowPermission(arn, parts.accountId, parts.region)];
  return {
    arn,
    source: resolved(arn, source),
    statements: Array.isArray(policy) ? [...policy] : byDefault,
    state,
    lastModified: new Date(lastModified),
    invocations: 0,
  };
}

function resolved(arn: string, source: FunctionSource): FunctionSource {
  if ("node" in source) return { ...source, node: folderOf(arn, source.node) };
  if ("python" in source) return { ...source, python: folderOf(arn, source.python) };
  if ("url" in source && !URL.canParse(source.url))
    throw new Error(`function ${arn}: "${source.url}" is no URL`);
  if ("url" in source || "answer" in source) return source;
  throw new Error(`function ${arn}: the source must name a folder (node, python), a url or an answer`);
}

function folderOf(arn: string, folder: string): string {
  const absolute = path.resolve(folder);
  if (!statSync(absolute, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`function ${arn}: there is no folder ${absolute}`);
  return absolute;
}
