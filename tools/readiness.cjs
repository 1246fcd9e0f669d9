"use strict";
// Whether a clone is ready to run, and what is wrong where it is not. Like bootstrap.cjs, it must load on any old Node.
const { readFileSync } = require("fs");
const { join } = require("path");

const UNREACHABLE =
  "the npm registry can't be reached ($1). Check the network, and `npm config get registry`, `npm config get proxy` where this machine needs them";
const UNKNOWN = "npm's own words are above";
/** What npm's output means; `$1` is what the pattern's group found. */
const INSTALL_PROBLEMS = [
  [
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR)\b/,
    UNREACHABLE,
  ],
  [/\bENOSPC\b/, "the disk is full"],
  [/\b(EACCES|EPERM|EROFS)\b/, "node_modules can't be written"],
  [/\bE(401|403|404)\b/, "the npm registry refuses a package (`npm config get registry` names it)"],
  [
    /can only install packages when your package.json and package-lock.json/,
    "package.json and package-lock.json don't agree; run `npm install` once",
  ],
];

/** `range` is the one of package.json: `>=` and a major version. */
function nodeProblem(version, range) {
  const major = (text) => Number(/\d+/.exec(text)[0]);
  if (major(version) >= major(range)) return undefined;
  return `Node ${major(range)} or newer is needed, this is ${version}; get it from https://nodejs.org`;
}

/** Whether node_modules holds, as npm recorded it, what the lock file asks for; packages for other platforms may be absent. */
function isInstalled(root) {
  const wanted = packagesIn(join(root, "package-lock.json"));
  const recorded = packagesIn(join(root, "node_modules", ".package-lock.json"));
  if (!wanted || !recorded) return false;
  return Object.keys(wanted).every(function (path) {
    if (path === "") return true;
    const { optional, devOptional } = wanted[path];
    if (!recorded[path]) return Boolean(optional || devOptional);
    return ["version", "resolved", "integrity", "link"].every((key) => wanted[path][key] === recorded[path][key]);
  });
}

/** Undefined where the file is missing or damaged. */
function packagesIn(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, "utf8")).packages;
  } catch (error) {
    return undefined;
  }
}

function installProblem(output) {
  const [pattern, meaning] = INSTALL_PROBLEMS.find(([pattern]) => pattern.test(output)) || [/$/, UNKNOWN];
  return meaning.replace("$1", pattern.exec(output)[1]);
}

/** npm's report less the stack trace and the dump that go with it. */
function withoutStack(output) {
  return output
    .split("\n")
    .filter((line) => !/^npm error(\s{2,}|\s*}?$)/.test(line))
    .join("\n");
}

module.exports = { nodeProblem, isInstalled, installProblem, withoutStack };
