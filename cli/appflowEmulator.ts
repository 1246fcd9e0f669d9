#!/usr/bin/env node
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { Command, CommanderError } from "commander";
import { type Emulator, type EmulatorOptions, type FunctionSource, startEmulator } from "../emulator";

interface CommandOptions {
  port: string;
  host: string;
  data?: string;
  function: string[];
  account?: string;
  quiet?: boolean;
}

/** Exit code of everything the user can put right: a port that is taken, a folder that is missing. */
const USAGE_ERROR = 2;

async function main(args: string[]): Promise<void> {
  const emulator = await startEmulator(emulatorOptions(read(args)));
  if (!args.includes("--quiet")) process.stdout.write(greeting(emulator));
  const stop = (): void => void emulator.close().then(() => process.exit(0), fail);
  process.once("SIGINT", stop).once("SIGTERM", stop);
}

function read(args: string[]): CommandOptions {
  return new Command("appflow-emulator")
    .description("Serves an embedded Amazon AppFlow, with as much of STS and Lambda as its connectors need.")
    .version(version())
    .option("--port <number>", "port to listen on; 0 for any free one", "4599")
    .option(
      "--host <address>",
      "address to listen on; others than loopback let others run functions",
      "127.0.0.1",
    )
    .option("--data <file>", "keep registrations and profiles in this file")
    .option(
      "--function <arn=path>",
      "a function's code: a folder of Node or Python, with #handler if it isn't index.handler or lambda_function.lambda_handler, or the URL of a Lambda Invoke API; repeatable",
      (value: string, all: string[]) => [...all, value],
      [],
    )
    .option("--account <id>", "account of credentials that name none")
    .option("--quiet", "print nothing")
    .addHelpText(
      "after",
      "\nExample:\n  appflow-emulator --function arn:aws:lambda:eu-west-1:123456789012:function:crm=./connector#index.handler\n\nThe controls (profiles, faults, journal, functions) are listed at GET /_emulator.",
    )
    .exitOverride()
    .parse(args, { from: "user" })
    .opts<CommandOptions>();
}

function emulatorOptions(given: CommandOptions): EmulatorOptions {
  const port = Number(given.port);
  if (!/^\d+$/.test(given.port) || port > 65_535)
    throw new Error(`--port ${given.port} is no port: 0 to 65535`);
  if (given.account !== undefined && !/^\d{12}$/.test(given.account))
    throw new Error(`--account ${given.account} is no account id: 12 digits`);
  return {
    port,
    host: given.host,
    functions: Object.fromEntries(given.function.map(functionOption)),
    onFunctionFailure: (arn, { failure = "failed", detail = "", log }) => {
      process.stderr.write([`${arn} ${failure}: ${detail}`, log.trimEnd(), ""].join("\n"));
    },
    ...(given.data === undefined ? {} : { dataFile: path.resolve(given.data) }),
    ...(given.account === undefined ? {} : { accountId: given.account }),
  };
}

function functionOption(value: string): [arn: string, source: FunctionSource] {
  const at = value.indexOf("=");
  if (at < 1) throw new Error(`--function ${value}: write the function's ARN, "=", and its folder or URL`);
  const [arn, where] = [value.slice(0, at), value.slice(at + 1)];
  if (/^https?:\/\//.test(where)) return [arn, { url: where }];
  const [folder, handler] = where.split("#") as [string, string?];
  return [arn, sourceIn(path.resolve(folder), handler)];
}

/** A folder is Node when it has what Node starts from, Python when it has Python files. */
function sourceIn(folder: string, handler: string | undefined): FunctionSource {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`there is no folder ${folder}`);
  const named = handler === undefined ? {} : { handler };
  const starts = ["package.json", "index.js", "index.mjs", "index.cjs"];
  if (starts.some((name) => existsSync(path.join(folder, name)))) return { node: folder, ...named };
  if (readdirSync(folder).some((name) => name.endsWith(".py"))) return { python: folder, ...named };
  throw new Error(`${folder} holds neither Node code (${starts.join(", ")}) nor Python code (*.py)`);
}

function greeting({ env, url }: Emulator): string {
  const lines = [
    // These would win over what follows, and could lead to AWS itself.
    "unset AWS_PROFILE AWS_SESSION_TOKEN AWS_ENDPOINT_URL_APPFLOW AWS_ENDPOINT_URL_LAMBDA AWS_ENDPOINT_URL_STS",
    ...Object.entries(env).map(([name, value]) => `export ${name}=${value}`),
  ];
  return [
    `AppFlow is embedded at ${url}. For AWS's SDKs and tools in another terminal:`,
    "",
    ...lines,
    "",
    'In PowerShell: $env:NAME = "value" for each. Controls: ' + `${url}/_emulator. Ctrl-C ends it.`,
    "",
  ].join("\n");
}

/** The package's version, from the sources or from the built package. */
function version(): string {
  const folders = [path.join(__dirname, ".."), path.join(__dirname, "..", "..")];
  const file = folders.map((folder) => path.join(folder, "package.json")).find((name) => existsSync(name));
  return file ? (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version : "unknown";
}

// `appflow-emulator --help | head` closes the pipe early, which is no failure. Nor is it that nobody reads what functions say.
process.stdout.on("error", () => process.exit(0));
process.stderr.on("error", () => undefined);

main(process.argv.slice(2)).catch(fail);

function fail(error: unknown): never {
  // Commander has already said what is wrong with the arguments, or printed the help that was asked for.
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : USAGE_ERROR);
  process.stderr.write(`appflow-emulator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(USAGE_ERROR);
}
