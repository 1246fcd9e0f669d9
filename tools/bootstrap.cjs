"use strict";
// The way from a fresh clone to `npm start` and `npm test`: right Node, packages installed, package built, then hand over.
// It runs before anything is installed, so it needs only Node itself; and on any old Node, so that it can say what is wrong:
// hence no syntax and no module name that came after Node 10.
const { spawn, spawnSync } = require("child_process");
const { existsSync, readFileSync, rmSync } = require("fs");
const { join, dirname, basename } = require("path");
const { nodeProblem, isInstalled, installProblem, npmWords, isBuilt } = require("./readiness.cjs");

const NPM_FLOOR = 7; // The first that reads this lock file.
/** What each command is called by users, and the script with its first arguments. */
const COMMANDS = {
  tour: ["npm start", "tools/tour.ts"],
  test: ["npm test", "tools/test.ts"],
  "test:kills": ["npm run test:kills", "tools/test.ts", "--layer", "kills"],
  "test:throttling": ["npm run test:throttling", "tools/test.ts", "--layer", "throttling"],
  "test:histories": ["npm run test:histories", "tests/support/histories/index.ts"],
  bench: ["npm run bench", "bench/index.ts"],
};
const PLAIN_PROGRESS_MS = 15000;
/** A terminal's Ctrl-C arrives twice, from the terminal and from npm: within this time it is one key press. */
const SAME_KEY_PRESS_MS = 500;
/** npm's own two tries again, but not the minutes that it lets pass between them. */
const RETRIES = "--fetch-retry-maxtimeout=10000";
const PARENT_CHECK_MS = 500;
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/** A failure that is explained by its message alone. */
class Explained extends Error {}

/** npm itself sets npm_execpath; pnpm and Yarn do too, and those can't read this lock file. */
function npmCommand() {
  const path = process.env.npm_execpath;
  if (path && /^npm(-cli)?\.[cm]?js$/.test(basename(path)))
    return { command: process.execPath, args: [path] };
  const windows = process.platform === "win32";
  return { command: windows ? "npm.cmd" : "npm", args: [], shell: windows };
}

function checkMachine() {
  const npm = npmCommand();
  const asked = spawnSync(npm.command, npm.args.concat("--version"), { encoding: "utf8", shell: npm.shell });
  const version = asked.status === 0 ? asked.stdout.trim() : undefined;
  if (version && parseInt(version, 10) >= NPM_FLOOR) return;
  const found = version ? "this is " + version : "it can't be run here";
  throw new Explained(
    "npm " + NPM_FLOOR + " or newer is needed, " + found + "; it comes with Node: https://nodejs.org",
  );
}

/**
 * Runs a program and resolves with { code, output }.
 * It gets a process group of its own: so Ctrl-C reaches it once, through here, whatever the terminal and npm send.
 */
function run(command, args, options) {
  const ownGroup = process.platform !== "win32";
  const child = spawn(command, args, Object.assign({ stdio: "inherit", detached: ownGroup }, options));
  let output = "";
  [child.stdout, child.stderr].forEach(function (stream) {
    if (stream) stream.on("data", (data) => (output = (output + data).slice(-20000)));
  });
  let last = 0;
  const forward = function (signal) {
    // On Windows the console sends Ctrl-C to everybody who is attached to it.
    if (ownGroup && Date.now() - last > SAME_KEY_PRESS_MS) child.kill(signal);
    last = Date.now();
  };
  Object.keys(SIGNALS).forEach((signal) => process.on(signal, forward));
  const orphaned = onLostParent(() => forward("SIGTERM"));
  return new Promise(function (resolve, reject) {
    child.on("error", (error) => reject(new Explained("starting " + command + " failed: " + error.message)));
    child.on("close", function (code, signal) {
      clearInterval(orphaned);
      Object.keys(SIGNALS).forEach((name) => process.removeListener(name, forward));
      resolve({ code: code === null ? 128 + (SIGNALS[signal] || 9) : code, output, interrupted: last > 0 });
    });
  });
}

/** A signal sent to npm alone ends only the shell between npm and here, which doesn't pass it on. */
function onLostParent(act) {
  if (!process.env.npm_lifecycle_event) return undefined;
  const parent = process.ppid;
  const timer = setInterval(function () {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, PARENT_CHECK_MS);
  return timer;
}

/** Ends with the code of what was interrupted, without another word. */
class Ended extends Error {
  constructor(code) {
    super("ended");
    this.code = code;
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    return undefined;
  }
}

function needsInstall(root) {
  const lock = readJson(join(root, "package-lock.json"));
  if (!lock)
    throw new Explained(
      "package-lock.json is missing or can't be read; restore it: git checkout package-lock.json",
    );
  const recorded = readJson(join(root, "node_modules", ".package-lock.json"));
  return !recorded || !isInstalled(lock, recorded);
}

async function install(root, again) {
  say("Installing the npm packages that package-lock.json names (npm ci).");
  const begin = Date.now();
  const timer = setInterval(() => say("npm ci: " + seconds(begin)), PLAIN_PROGRESS_MS);
  const npm = npmCommand();
  // `include`: with NODE_ENV=production npm would leave out what runs the tour and the tests.
  const args = npm.args.concat("ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error", RETRIES);
  const stdio = ["ignore", "pipe", "pipe"];
  const done = await run(npm.command, args, { cwd: root, shell: npm.shell, stdio }).finally(() =>
    clearInterval(timer),
  );
  if (done.interrupted) throw new Ended(done.code || 130);
  if (done.code === 0) return say("Installed in " + seconds(begin) + ".");
  process.stderr.write(npmWords(done.output));
  throw new Explained(
    "installing the npm packages failed: " +
      installProblem(done.output) +
      ". Then run `" +
      again +
      "` again.",
  );
}

async function build(root, again) {
  say("Building the package into dist/.");
  const begin = Date.now();
  const done = await run(process.execPath, [join(root, "tools", "build.cjs")], { cwd: root });
  if (done.code === 0 && !done.interrupted) return say("Built in " + seconds(begin) + ".");
  // Half a build would look newer than the sources next time.
  rmSync(join(root, "dist"), { recursive: true, force: true });
  if (done.interrupted) throw new Ended(done.code || 130);
  throw new Explained(
    "building the package failed; the compiler's words are above. Run `" +
      again +
      "` again when that is mended.",
  );
}

async function handOver(root, command, args) {
  const [, name, ...first] = COMMANDS[command];
  const script = join(root, name);
  if (!existsSync(script)) throw new Explained(name + " is missing; restore it: git checkout " + name);
  const register = require.resolve("ts-node/register/transpile-only", { paths: [root] });
  // ts-node would leave a cache of compiled code in the temporary folder.
  const env = Object.assign({}, process.env, { DISABLE_V8_COMPILE_CACHE: "1" });
  const all = ["-r", register, script].concat(first, args);
  return run(process.execPath, all, { cwd: root, env: env });
}

async function main(command, args) {
  const root = dirname(__dirname);
  const [again] = COMMANDS[command] || [];
  if (!again)
    throw new Explained(
      "usage: node tools/bootstrap.cjs " + Object.keys(COMMANDS).join("|") + " [arguments]",
    );
  const old = nodeProblem(process.version, require("../package.json").engines.node);
  if (old) throw new Explained(old);
  if (needsInstall(root)) {
    checkMachine();
    await install(root, again);
  }
  if (!isBuilt(root)) await build(root, again);
  return (await handOver(root, command, args)).code;
}

function say(line) {
  process.stdout.write(line + "\n");
}

function seconds(begin) {
  return Math.round((Date.now() - begin) / 1000) + " s";
}

function explain(error) {
  if (error instanceof Ended) return error.code;
  process.stderr.write((error instanceof Explained ? error.message : String(error)) + "\n");
  return 1;
}

main(process.argv[2], process.argv.slice(3))
  .catch(explain)
  .then((code) => (process.exitCode = code));
