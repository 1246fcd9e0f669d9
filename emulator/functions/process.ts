import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import path from "node:path";
import type { Readable } from "node:stream";
import { parseFunctionArn } from "../aws/arns";
import { killGroup, killStrays } from "./processGroup";
import {
  ANSWER_LIMIT,
  CLOSING,
  crashed,
  type Failure,
  type FunctionSource,
  type Outcome,
  timedOut,
  TOO_LARGE,
} from "./sources";

interface Command {
  program: string;
  args: string[];
  folder: string;
  handler: string;
}

type CodeSource = Extract<FunctionSource, { node: string } | { python: string }>;
type Result = Omit<Outcome, "log">;

const RUNTIMES = path.join(__dirname, "runtimes");

/** How much of what a function prints is kept: the last 4 KiB. */
const LOG_LIMIT = 4096;

/** How long, in milliseconds, an answer may stay in the pipe after the process has ended. */
const DRAIN_MS = 500;

/** What a process needs to run at all. Nothing else of the host's environment is passed on, above all no credentials. */
const INHERITED = ["PATH", "SystemRoot", "TEMP", "TMP", "TMPDIR", "LANG"];

function commandOf(source: CodeSource): Command {
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
 * Runs a function once, in a process group of its own. The group is killed, children included, when the answer is
 * there, when `timeoutMs` have passed or when `signal` aborts. The answer has a pipe of its own, so that it never mixes
 * with what the function prints.
 */
export function runProcess(
  source: CodeSource,
  arn: string,
  event: unknown,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Outcome> {
  const command = commandOf(source);
  const mark = randomBytes(16).toString("hex");
  const child = start(command, environmentOf(arn, command, mark), timeoutMs);
  if (!hasPipes(child)) return reportFailedStart(child, command);
  const readLog = collectLog([child.stdout, child.stderr] as Readable[]);
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(JSON.stringify(event));
  return new Promise((resolve) => {
    const end = (result: Result): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      killGroup(child);
      killStrays(child, mark);
      for (const pipe of child.stdio) pipe?.destroy();
      resolve({ ...result, log: readLog() });
    };
    const stop = (): void => end(CLOSING);
    const timer = setTimeout(() => end(timedOut(timeoutMs)), timeoutMs);
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

function reportFailedStart(child: ChildProcess, command: Command): Promise<Outcome> {
  return new Promise((resolve) => child.once("error", (error) => resolve({ ...notStarted(error, command), log: "" })));
}

/** The answer is one line of JSON; what the process does after that line doesn't matter. */
function readAnswer(child: ChildProcess, command: Command, end: (result: Result) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const pipe = child.stdio[3] as Readable;
  pipe.on("error", () => undefined);
  pipe.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > ANSWER_LIMIT) end(TOO_LARGE);
    else if (chunk.includes(0x0a)) end(parseAnswer(Buffer.concat(chunks).toString("utf8")));
  });
  child.on("error", (error: NodeJS.ErrnoException) => end(notStarted(error, command)));
  child.on("exit", (code, by) => {
    killGroup(child);
    const ended = (): void => end(crashed(`ended with ${by ?? `exit code ${code}`}`));
    if (pipe.readableEnded) return ended();
    pipe.on("end", ended);
    setTimeout(ended, DRAIN_MS).unref();
  });
}

function parseAnswer(line: string): Result {
  try {
    const { result, error } = JSON.parse(line) as { result?: unknown; error?: string };
    return error === undefined ? { result } : crashed(error);
  } catch {
    return crashed("wrote to the pipe that is the runtime's");
  }
}

function notStarted(error: NodeJS.ErrnoException, { program, folder }: Command): Failure {
  if (error.code !== "ENOENT") return crashed(`could not start: ${error.message}`);
  const detail = `could not start "${program}" in ${folder}: it is not installed or the folder is missing`;
  return { failure: "no interpreter", detail };
}

function environmentOf(arn: string, { folder, handler }: Command, mark: string): NodeJS.ProcessEnv {
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
    AWS_LAMBDA_LOG_STREAM_NAME: `[$LATEST]${mark}`,
    AWS_EXECUTION_ENV: "AppFlow_emulator",
    LAMBDA_TASK_ROOT: folder,
    FUNCTION_ARN: arn,
    _HANDLER: handler,
  };
}

/** Returns a function that tells the end of what was printed so far. */
function collectLog(streams: Readable[]): () => string {
  let log = "";
  for (const stream of streams) {
    stream.on("error", () => undefined);
    stream.on("data", (chunk: Buffer) => {
      log = (log + chunk.subarray(-LOG_LIMIT).toString("utf8")).slice(-LOG_LIMIT);
    });
  }
  return () => log;
}
