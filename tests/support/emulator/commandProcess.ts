import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { compileEmulator, PACKAGES } from "./compiledEmulator";

export interface Ended {
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
}

/** A running `appflow-emulator`. */
export interface CommandProcess {
  child: ChildProcess;
  /** Where it serves; undefined when it ended first. */
  url: Promise<string | undefined>;
  ended: Promise<Ended>;
}

interface Surroundings {
  /** A file that is run before the command. */
  preload?: string;
  env?: Record<string, string>;
  /** How many files, connections and pipes it may have open. */
  openFiles?: number;
}

/** Starts the command on any free port, unless the arguments name one. */
export function startCommand(cliArguments: string[], { preload, env, openFiles }: Surroundings = {}): CommandProcess {
  const before = preload === undefined ? [] : ["--require", preload];
  const command = path.join(compileEmulator(), "command.js");
  const line = [process.execPath, ...before, command, "--port", "0", ...cliArguments];
  const limited = ["sh", "-c", `ulimit -n ${openFiles} && exec "$@"`, "sh", ...line];
  const [program, ...rest] = openFiles === undefined ? line : limited;
  const child = spawn(program, rest, {
    env: { ...process.env, ...PACKAGES, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const served = new Promise<string>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      const url = /^export AWS_ENDPOINT_URL=(\S+)\n/m.exec(stdout)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  const closed = once(child, "close") as Promise<[number | null, string | null]>;
  const ended = closed.then(([code, signal]) => ({ code, signal, stdout, stderr }));
  return { child, url: Promise.race([served, ended.then(() => undefined)]), ended };
}
