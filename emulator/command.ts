import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { Command, CommanderError } from "commander";
import { type Emulator, type EmulatorOptions, type FunctionSource, startEmulator } from "./index";

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

async function main(cliArguments: string[]): Promise<void> {
  const options = parseArguments(cliArguments);
  const emulator = await startEmulator(emulatorOptions(options));
  if (!options.quiet) process.stdout.write(greet(emulator));
  const stop = (): void => void emulator.close().then(() => process.exit(0), fail);
  process.once("SIGINT", stop).once("SIGTERM", stop);
}

function parseArguments(cliArguments: string[]): CommandOptions {
  return new Command("appflow-emulator")
    .description("Serves an embedded Amazon AppFlow, with as much of STS and Lambda as its connectors need.")
    .version(readVersion())
    .option("--port <number>", "port to listen on; 0 for any free one", "4599")
    .option("--host <address>", "address to listen on; others than loopback let others run functions", "127.0.0.1")
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
    .parse(cliArguments, { from: "user" })
    .opts<CommandOptions>();
}

function emulatorOptions(options: CommandOptions): EmulatorOptions {
  const { host, data: dataFile, account: accountId } = options;
  const port = Number(options.port);
  if (!/^\d+$/.test(options.port) || port > 65_535) throw new Error(`--port ${options.port} is no port: 0 to 65535`);
  if (accountId !== undefined && !/^\d{12}$/.test(accountId))
    throw new Error(`--account ${accountId} is no account id: 12 digits`);
  return {
    port,
    host,
    functions: Object.fromEntries(options.function.map(parseFunction)),
    onFunctionFailure: (arn, { failure = "failed", detail = "", log }) => {
      process.stderr.write([`${arn} ${failure}: ${detail}`, log.trimEnd(), ""].join("\n"));
    },
    ...(dataFile === undefined ? {} : { dataFile }),
    ...(accountId === undefined ? {} : { accountId }),
  };
}

function parseFunction(value: string): [arn: string, source: FunctionSource] {
  const at = value.indexOf("=");
  if (at < 1) throw new Error(`--function ${value}: write the function's ARN, "=", and its folder or URL`);
  const [arn, location] = [value.slice(0, at), value.slice(at + 1)];
  if (/^https?:\/\//.test(location)) return [arn, { url: location }];
  const [folder, handler] = location.split("#") as [string, string?];
  return [arn, findSource(path.resolve(folder), handler === undefined ? {} : { handler })];
}

/** A folder is Node if it has a file that Node starts from, Python if it has Python files. */
function findSource(folder: string, handler: { handler?: string }): FunctionSource {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`there is no folder ${folder}`);
  const starts = ["package.json", "index.js", "index.mjs", "index.cjs"];
  if (starts.some((name) => existsSync(path.join(folder, name)))) return { node: folder, ...handler };
  if (readdirSync(folder).some((name) => name.endsWith(".py"))) return { python: folder, ...handler };
  throw new Error(`${folder} holds neither Node code (${starts.join(", ")}) nor Python code (*.py)`);
}

function greet({ env, url }: Emulator): string {
  return [
    `AppFlow is embedded at ${url}. For AWS's SDKs and tools in another terminal:`,
    "",
    // These would win over what follows, and could lead to AWS itself.
    "unset AWS_PROFILE AWS_SESSION_TOKEN AWS_ENDPOINT_URL_APPFLOW AWS_ENDPOINT_URL_LAMBDA AWS_ENDPOINT_URL_STS",
    ...Object.entries(env).map(([name, value]) => `export ${name}=${value}`),
    "",
    `In PowerShell: $env:NAME = "value" for each. Controls: ${url}/_emulator. Ctrl-C ends it.`,
    "",
  ].join("\n");
}

function readVersion(): string {
  const file = require.resolve("appflow-emulator/package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

// `appflow-emulator --help | head` closes the pipe early, which is no failure. Nor is it that nobody reads stderr.
process.stdout.on("error", () => process.exit(0));
process.stderr.on("error", () => undefined);

main(process.argv.slice(2)).catch(fail);

function fail(error: unknown): never {
  // Commander has already said what is wrong with the arguments, or printed the help that was asked for.
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : USAGE_ERROR);
  process.stderr.write(`appflow-emulator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(USAGE_ERROR);
}
