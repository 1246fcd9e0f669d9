import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { COMMAND, compiledEmulator, PACKAGES } from "./compiled";

/** The command appflow-emulator as it runs. */
export interface Command {
  child: ChildProcess;
  /** Where it serves; undefined when it ended first. */
  url: Promise<string | undefined>;
  /** Resolves when it has ended. */
  ended: Promise<{ code: number | null; signal: string | null; stderr: string }>;
}

interface Surroundings {
  /** A file that is run before the command. */
  preload?: string;
  env?: Record<string, string>;
  /** How many files, connections and pipes it may have open. */
  openFiles?: number;
}

/** Starts the command in JavaScript. */
export function command(args: string[], { preload, env, openFiles }: Surroundings = {}): Command {
  const cli = path.join(compiledEmulator(), COMMAND);
  const before = preload === undefined ? [] : ["--require", preload];
  const line = [process.execPath, ...before, cli, "--port", "0", ...args];
  const limited = ["sh", "-c", `ulimit -n ${openFiles} && exec "$@"`, "sh", ...line];
  const [program, ...rest] = openFiles === undefined ? line : limited;
  const child = spawn(program, rest, {
    env: { ...process.env, ...PACKAGES, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exit = once(child, "exit") as Promise<[number | null, string | null]>;
  const ended = Promise.all([exit, text(child.stderr)]).then(([[code, signal], stderr]) => ({
    code,
    signal,
    stderr,
  }));
  return { child, url: served(child, exit), ended };
}

async function served(child: ChildProcess, exit: Promise<unknown>): Promise<string | undefined> {
  const found = new Promise<string>((resolve) => {
    createInterface(child.stdout as NodeJS.ReadableStream).on("line", (line) => {
      const url = /^export AWS_ENDPOINT_URL=(\S+)/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  return Promise.race([found, exit.then(() => undefined)]);
}
