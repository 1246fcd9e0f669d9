import { statSync } from "node:fs";
import path from "node:path";
import { parseFunctionArn } from "../aws/arns";
import { DEPTH_LIMIT, isTooDeep } from "../schemas/json";
import { limitConcurrency } from "./concurrency";
import { callEndpoint } from "./endpoint";
import { runProcess } from "./process";
import { appflowPermission, type PolicyStatement } from "./resourcePolicy";
import { CLOSING, type FunctionSource, type Outcome } from "./sources";

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

/** How a run of a function ended, for people. */
export type FunctionRun = Omit<Outcome, "result">;

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

export interface FunctionSettings {
  functionTimeoutMs: number;
  functionConcurrency: number;
  onFunctionFailure: (functionArn: string, run: FunctionRun) => void;
  clock: () => Date;
}

export interface InvocableFunctions extends Functions {
  invoke(target: RegisteredFunction, event: unknown): Promise<Outcome>;
}

/** `closing` ends the functions that run. */
export function newFunctions(settings: FunctionSettings, closing: AbortSignal): InvocableFunctions {
  const registered = new Map<string, RegisteredFunction>();
  const queue = limitConcurrency(settings.functionConcurrency);
  const find = (arn: string): RegisteredFunction => {
    const found = registered.get(arn);
    if (!found) throw new Error(`there is no function ${arn}: register it first`);
    return found;
  };
  return {
    register(arn, source, details = {}) {
      registered.set(arn, newFunction(arn, source, details, settings.clock()));
    },
    remove: (arn) => registered.delete(arn),
    addPermission: (arn, statement) => void find(arn).statements.push(statement),
    removePermission(arn, sid) {
      const target = find(arn);
      target.statements = sid === undefined ? [] : target.statements.filter((it) => it.Sid !== sid);
    },
    get: (arn) => registered.get(arn) ?? registered.get(arn.replace(/:\$LATEST$/, "")),
    list: () => [...registered.values()],
    async invoke(target, event) {
      const runNow = (): Promise<Outcome> => run(target, event, settings.functionTimeoutMs, closing);
      // A fixed answer runs nothing, so it needs no turn.
      const outcome = "answer" in target.source ? runNow() : queue(target.arn, runNow);
      const { result, ...lastRun } = refuseTooDeep(await outcome);
      target.lastRun = lastRun;
      if (lastRun.failure) settings.onFunctionFailure(target.arn, lastRun);
      return { ...lastRun, result };
    },
  };
}

async function run(
  target: RegisteredFunction,
  event: unknown,
  timeoutMs: number,
  closing: AbortSignal,
): Promise<Outcome> {
  const { source, arn } = target;
  // The emulator may have been closed while this function waited for its turn.
  if (closing.aborted) return { ...CLOSING, log: "" };
  target.invocations += 1;
  if ("answer" in source) return { result: structuredClone(source.answer), log: "" };
  if ("url" in source) return callEndpoint(source.url, event, timeoutMs, closing);
  return runProcess(source, arn, event, timeoutMs, closing);
}

function refuseTooDeep(outcome: Outcome): Outcome {
  if (!isTooDeep(outcome.result)) return outcome;
  const detail = `the answer is nested deeper than ${DEPTH_LIMIT} levels`;
  return { failure: "too large", detail, log: outcome.log };
}

function newFunction(arn: string, source: FunctionSource, details: FunctionDetails, now: Date): RegisteredFunction {
  const parts = parseFunctionArn(arn);
  if (!parts)
    throw new Error(
      `"${arn}" is no ARN of a Lambda function, such as arn:aws:lambda:eu-west-1:123456789012:function:connector`,
    );
  const { policy = "appflow", state = "Active", lastModified = now } = details;
  const byDefault = policy === "none" ? [] : [appflowPermission(arn, parts.accountId, parts.region)];
  return {
    arn,
    source: resolveSource(arn, source),
    statements: Array.isArray(policy) ? [...policy] : byDefault,
    state,
    lastModified: new Date(lastModified),
    invocations: 0,
  };
}

function resolveSource(arn: string, source: FunctionSource): FunctionSource {
  if ("node" in source) return { ...source, node: resolveFolder(arn, source.node) };
  if ("python" in source) return { ...source, python: resolveFolder(arn, source.python) };
  if ("url" in source && !URL.canParse(source.url)) throw new Error(`function ${arn}: "${source.url}" is no URL`);
  if ("url" in source || "answer" in source) return source;
  throw new Error(`function ${arn}: the source must name a folder (node, python), a url or an answer`);
}

function resolveFolder(arn: string, folder: string): string {
  const absolute = path.resolve(folder);
  if (!statSync(absolute, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`function ${arn}: there is no folder ${absolute}`);
  return absolute;
}
