"use strict";
// Whether a clone is ready to run, and what is wrong where it is not. Like bootstrap.cjs, it must load on any old Node.
const { existsSync, readdirSync, statSync } = require("fs");
const { join } = require("path");

const SOURCES = ["provider", "sdk", "emulator", "tsconfig.json", "tsconfig.build.json", "tools/build.cjs"];
const NETWORK_CODES =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR)\b/;

/** `range` is the one of package.json: `>=` and a major version. */
function nodeProblem(version, range) {
  const major = (text) => Number(/\d+/.exec(text)[0]);
  if (major(version) >= major(range)) return undefined;
  return (
    "Node " + major(range) + " or newer is needed, this is " + version + "; get it from https://nodejs.org"
  );
}

/** Whether what npm recorded in node_modules is what the lock file asks for. Packages for other platforms may be absent. */
function isInstalled(lock, recorded) {
  return Object.keys(lock.packages).every(function (path) {
    if (path === "") return true;
    const wanted = lock.packages[path];
    const present = recorded.packages[path];
    if (!present) return Boolean(wanted.optional || wanted.devOptional);
    return ["version", "resolved", "integrity", "link"].every((key) => wanted[key] === present[key]);
  });
}

function installProblem(output) {
  const code = (NETWORK_CODES.exec(output) || [])[0];
  if (code)
    return (
      "the npm registry can't be reached (" +
      code +
      "). Check the network, and `npm config get registry`, " +
      "`npm config get proxy` where this machine needs them"
    );
  if (/\bENOSPC\b/.test(output)) return "the disk is full";
  if (/\b(EACCES|EPERM|EROFS)\b/.test(output)) return "node_modules can't be written";
  if (/\bE(401|403|404)\b/.test(output))
    return "the npm registry refuses a package (`npm config get registry` names it)";
  if (/can only install packages when your package.json and package-lock.json/.test(output))
    return "package.json and package-lock.json don't agree; run `npm install` once";
  return "npm's own words are above";
}

/** npm's report less the stack trace and the dump that go with it. */
function npmWords(output) {
  const words = output.split("\n").filter((line) => !/^npm error(\s{2,}|\s*}?$)/.test(line));
  return words.join("\n");
}

/** The newest change below `path`, folders included: a removed file changes its folder. */
function newestChange(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path)
    .filter((name) => !["__pycache__", "node_modules", "dist"].includes(name))
    .reduce((newest, name) => Math.max(newest, newestChange(join(path, name))), stat.mtimeMs);
}

function isBuilt(root) {
  const entry = join(root, "dist", "sdk", "index.js");
  const sources = SOURCES.map((source) => join(root, source)).filter(existsSync);
  return existsSync(entry) && sources.every((source) => newestChange(source) <= statSync(entry).mtimeMs);
}

module.exports = { nodeProblem, isInstalled, installProblem, npmWords, isBuilt };
