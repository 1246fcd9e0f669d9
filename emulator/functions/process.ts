import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import path from "node:path";
import type { Readable } from "node:stream";
import { parseFunctionArn } from "../arns";
import { killGroup, killStrays } from "./processGroup";
import { ANSWER_LIMIT, type FunctionSource, type Outcome } from "./sources";

export interface Command {
  program: string;
  args: string[];
  folder: string;
  handler: string;
}

type CodeSource = Extract<FunctionSource, { node: string } | { python: string }>;

const RUNTIMES = path.join(__dirname, "..", "runtimes");

/** How much of what a function prints is kept: the last 4 KiB. */
const LOG_LIMIT = 4096;

/** Grace for a result that is still in the pipe when the process has ended, in milliseconds. */
const DRAIN_MS = 500;

/** What a process needs to run at all; nothing else of the host's environment, above all no credentials, is passed on. */
const INHERITED = ["PATH", "SystemRoot", "TEMP", "TMP", "TMPDIR", "LANG"];

export function commandOf(source: CodeSource): Command {
  if ("node" in source) {
    const handler = source.handler ?? "index.handler";
    const args = [path.join(RUNTIMES, "node.cjs"), source.node, handler];
    return { program: process.execPath, args, folder: source.node, handler };
  }
  const handler = source.handler ?? "lambda_function.lambda_handler";
  const args = [path.join(RUNTIMES, "python.py"), source.python, handler];
  return { program: source.interpreter ?? "python3", args, folder: source.python, handler };
}

/**
 * Runs a function once, in a process group of its own that is killed, children included, when the answer is there,
 * when `timeoutMs` have passed or when `signal` aborts. What the function prints never mixes with its answer, which
 * comes through a pipe of its own.
 */
export function runProcess(
  command: Command,
  arn: string,
  event: unknown,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Outcome> {
  const run = randomBytes(16).toString("hex");
  const child = start(command, environment(arn, command, run), timeoutMs);
  if (!hasPipes(child)) return failedStart(child, command);
  const log = tail([child.stdout, child.stderr] as Readable[]);
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(JSON.stringify(event));
  return new Promise((resolve) => {
    const end = (outcome: Omit<Outcome, "log">): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      killGroup(child);
      killStrays(child, run);
      for (const pipe of child.stdio) pipe?.destroy();
      resolve({ ...outcome, log: log() });
    };
    const stop = (): void => end({ failure: "crashed", detail: "the emulator is closing" });
    const late = (): void => end({ failure: "timed out", detail: `no answer within ${timeoutMs} ms` });
    const timer = setTimeout(late, timeoutMs);
    readAnswer(child, command, end);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

function start(command: Command, env: NodeJS.ProcessEnv, timeoutMs: number): ChildProcess {
  return spawn(command.program, [...command.args, String(timeoutMs)], {
    cwd: command.folder,
    env,
    detached: true,
    windowsHide: true,
    stdio: ["pipe", "pipe", "pipe", "pipe"],
  });
}

/** Where no file descriptor is left, Node makes no pipes at all, whatever its types say. */
function hasPipes(child: ChildProcess): boolean {
  return (child.stdio as unknown) !== undefined;
}

function failedStart(child: ChildProcess, command: Command): Promise<Outcome> {
  return new Promise((resolve) =>
    child.once("error", (error) => resolve({ ...notStarted(error, command), log: "" })),
  );
}

/** The answer is one line of JSON; what the process does after that line doesn't matter. */
function readAnswer(
  child: ChildProcess,
  command: Command,
  end: (outcome: Omit<Outcome, "log">) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const pipe = child.stdio[3] as Readable;
  pipe.on("error", () => undefined);
  pipe.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > ANSWER_LIMIT) end({ failure: "too large", detail: "the answer is larger than 6 MiB" });
    else if (chunk.includes(0x0a)) end(parse(Buffer.concat(chunks).toString("utf8")));
  });
  child.on("error", (error: NodeJS.ErrnoException) => end(notStarted(error, command)));
  child.on("exit", (code, by) => {
    killGroup(child);
    const ended = (): void => end({ failure: "crashed", detail: `ended with ${by ?? `exit code ${code}`}` });
    if (pipe.readableEnded) return ended();
    pipe.on("end", ended);
    setTimeout(ended, DRAIN_MS).unref();
  });
}

function parse(text: string): Omit<Outcome, "log"> {
  try {
    const { result, error } = JSON.parse(text) as { result?: unknown; error?: string };
    return error === undefined ? { result } : { failure: "crashed", detail: error };
  } catch {
    return { failure: "crashed", detail: "wrote to the pipe that is the runtime's" };
  }
}

function notStarted(error: NodeJS.ErrnoException, command: Command): Omit<Outcome, "log"> {
  if (error.code !== "ENOENT") return { failure: "crashed", detail: `could not start: ${error.message}` };
  const detail = `could not start "${command.program}" in ${command.folder}: it is not installed or the folder is missing`;
  return { failure: "no interpreter", detail };
}

/** `run` tells this run's processes from all others. */
function environment(arn: string, command: Command, run: string): NodeJS.ProcessEnv {
  const { name, region } = parseFunctionArn(arn) ?? { name: "function", region: "" };
  const inherited = INHERITED.filter((key) => process.env[key] !== undefined);
  return {
    ...Object.fromEntries(inherited.map((key) => [key, process.env[key]])),
    TZ: ":UTC",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
    AWS_LAMBDA_LOG_STREAM_NAME: `[$LATEST]${run}`,
    AWS_EXECUTION_ENV: "AppFlow_emulator",
    LAMBDA_TASK_ROOT: command.folder,
    FUNCTION_ARN: arn,
    _HANDLER: command.handler,
  };
}

function tail(streams: Readable[]): () => string {
  let kept = "";
  for (const stream of streams) {
    stream.on("error", () => undefined);
    stream.on("data", (chunk: Buffer) => {
      kept = (kept + chunk.subarray(-LOG_LIMIT).toString("utf8")).slice(-LOG_LIMIT);
    });
  }
  return () => kept;
}
