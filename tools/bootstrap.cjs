"use strict";
// The way from a fresh clone to `npm start` and `npm test`: the right Node, packages installed, packages built, then the tool.
// It runs before anything is installed, so it needs only Node itself; and on any old Node, so that it can say what is wrong:
// hence no syntax and no module name that came after Node 10.
const { spawn } = require("child_process");
const { basename, dirname, join } = require("path");
const { nodeProblem, isInstalled, installProblem, withoutStack } = require("./readiness.cjs");

const ROOT = dirname(__dirname);
/** What users call each command, and the script that does it with its first arguments. */
const COMMANDS = {
  tour: ["npm start", "tools/tour.ts"],
  check: ["npm run check", "tools/test.ts", "--check"],
  test: ["npm test", "tools/test.ts"],
  "test:quick": ["npm run test:quick", "tools/test.ts", "--check", "--layer", "unit"],
  "test:kills": ["npm run test:kills", "tools/test.ts", "--layer", "kills"],
  "test:throttling": ["npm run test:throttling", "tools/test.ts", "--layer", "throttling"],
  "test:histories": ["npm run test:histories", "tests/support/histories/index.ts"],
  bench: ["npm run bench", "bench/index.ts"],
};
const PROGRESS_MS = 15000;
const PARENT_CHECK_MS = 500;
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };
/** npm tries twice more, but not with the minutes that it lets pass in between. */
const RETRIES = "--fetch-retry-maxtimeout=10000";

/** npm itself sets npm_execpath; pnpm and Yarn do too, and those can't read this lock file. */
function npmCommand() {
  const path = process.env.npm_execpath;
  if (path && /^npm(-cli)?\.[cm]?js$/.test(basename(path))) return { command: process.execPath, args: [path] };
  const isWindows = process.platform === "win32";
  return { command: isWindows ? "npm.cmd" : "npm", args: [], shell: isWindows };
}

/** Resolves with the exit code and what was piped. An interruption ends the child, then this process. */
function run(command, args, options) {
  const child = spawn(command, args, Object.assign({ cwd: ROOT }, options));
  let output = "";
  [child.stdout, child.stderr].forEach(function (stream) {
    if (stream) stream.on("data", (data) => (output = (output + data).slice(-20000)));
  });
  const interrupt = function (signal) {
    child.kill(signal);
    process.exit(128 + SIGNALS[signal]);
  };
  Object.keys(SIGNALS).forEach((signal) => process.on(signal, interrupt));
  return new Promise(function (resolve, reject) {
    child.on("error", (error) => reject(new Error(`starting ${command} failed: ${error.message}`)));
    child.on("close", (code) => resolve({ code, output }));
  }).finally(() => Object.keys(SIGNALS).forEach((signal) => process.removeListener(signal, interrupt)));
}

async function install(again) {
  console.log("Installing the npm packages that package-lock.json names (npm ci).");
  const begin = Date.now();
  const timer = setInterval(() => console.log(`npm ci: ${seconds(begin)}`), PROGRESS_MS);
  const npm = npmCommand();
  // `include`: with NODE_ENV=production npm would leave out what runs the tour and the tests.
  const args = npm.args.concat("ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error", RETRIES);
  const options = { shell: npm.shell, stdio: ["ignore", "pipe", "pipe"] };
  const { code, output } = await run(npm.command, args, options).finally(() => clearInterval(timer));
  if (code === 0) return console.log(`Installed in ${seconds(begin)}.`);
  process.stderr.write(withoutStack(output));
  const problem = installProblem(output);
  throw new Error(`installing the npm packages failed: ${problem}. Then run \`${again}\` again.`);
}

/** Of the packages, what is older than its sources. */
async function build(again) {
  const { code } = await run(process.execPath, [join(__dirname, "build.cjs")], { stdio: "inherit" });
  if (code === 0) return;
  const reason = "building the packages failed; the compiler's words are above";
  throw new Error(`${reason}. Run \`${again}\` again when that is mended.`);
}

/** A signal sent to npm alone ends only the shell between npm and here, which doesn't pass it on. */
function endWithParent() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(function () {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, PARENT_CHECK_MS);
  timer.unref();
}

/** Becomes the tool, which answers signals by itself. */
function startTool(script, args) {
  process.chdir(ROOT);
  process.argv.splice(1, process.argv.length, join(ROOT, script), ...args);
  // ts-node would leave a cache of compiled code in the temporary folder.
  process.env.DISABLE_V8_COMPILE_CACHE = "1";
  require("ts-node/register/transpile-only");
  require(join(ROOT, script));
}

async function main(name, args) {
  const names = Object.keys(COMMANDS);
  if (!names.includes(name)) throw new Error(`usage: bootstrap.cjs ${names.join("|")} [arguments]`);
  const [again, script, ...first] = COMMANDS[name];
  const tooOld = nodeProblem(process.version, require("../package.json").engines.node);
  if (tooOld) throw new Error(tooOld);
  endWithParent();
  if (!isInstalled(ROOT)) await install(again);
  await build(again);
  startTool(script, first.concat(args));
}

function seconds(begin) {
  return `${Math.round((Date.now() - begin) / 1000)} s`;
}

main(process.argv[2], process.argv.slice(3)).catch(function (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
