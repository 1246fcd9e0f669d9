"use strict";
// Where holidays are kept: a file of JSON lines in the temporary folder, one record a line.
//
// This is for trying things out. On Lambda that folder belongs to one running copy of the function and goes with
// it, minutes or hours later; two copies do not see each other's files. A real connector writes to its application.

const { readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { ConnectorError } = require("./errors");
const { isObject } = require("./values");

// Read at every call, because tests and emulators set the variable late.
function storePath() {
  return process.env.HOLIDAY_FILE || join(tmpdir(), "intl-data-connector-holidays.jsonl");
}

function readAll() {
  const path = storePath();
  let text;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw unusable(path, error.message);
  }
  return text.split("\n").flatMap((line, index) => (line === "" ? [] : [readLine(line, index + 1, path)]));
}

// A line that can't be read stops everything: skipping it would delete it at the next write.
function readLine(line, number, path) {
  try {
    const record = JSON.parse(line);
    if (isObject(record) && typeof record.id === "string") return record;
  } catch {
    // said below
  }
  throw unusable(path, `line ${number} is not a holiday`);
}

// Written beside and moved into place, so that a function stopped in between leaves the old file whole.
function writeAll(records) {
  const path = storePath();
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw unusable(path, error.message);
  }
}

function unusable(path, reason) {
  return new ConnectorError("ServerError", `The file of holidays, ${path}, can't be used: ${reason}.`);
}

module.exports = { readAll, writeAll };
