"use strict";
// Writing: every record is judged on its own, then everything that may stand is stored at once.

const { randomUUID } = require("node:crypto");
const { readContext, readEntity } = require("./context");
const { isWritable, keyOf } = require("./entities");
const { failure, invalid, success } = require("./errors");
const { readAll, writeAll } = require("./store");
const { isObject, show } = require("./values");

// Each takes the stored record of that key, if any, and the new one: it returns what shall be stored then
// (null for nothing), or throws the reason why not.
const OPERATIONS = new Map([
  ["INSERT", (old, given) => (old ? refuse("a record of this id exists already") : given)],
  ["UPDATE", (old, given) => (old ? { ...old, ...given } : refuse("there is no record of this id"))],
  ["UPSERT", (old, given) => ({ ...old, ...given })],
  ["DELETE", (old) => (old ? null : refuse("there is no record of this id"))],
]);

class Refusal extends Error {}

function refuse(reason) {
  throw new Refusal(reason);
}

function writeData(request) {
  readContext(request);
  const entity = readEntity(request);
  checkWrite(entity, request);
  const key = keyOf(entity);
  const stored = new Map(readAll().map((row) => [row[key], row]));
  const results = request.records.map((text) => writeOne(entity, request.operation, text, stored));
  const failed = results.filter((result) => !result.isSuccess);
  const dropAll = failed.length > 0 && request.allOrNone === true;
  if (!dropAll && failed.length < results.length) writeAll([...stored.values()]);
  return answer(dropAll ? results.map(dropped) : results, failed);
}

function checkWrite(entity, { operation, idFieldNames, records, allOrNone }) {
  if (!isWritable(entity)) throw invalid(`${entity.identifier} can only be read.`);
  if (!OPERATIONS.has(operation)) {
    throw invalid(`operation is one of ${[...OPERATIONS.keys()].join(", ")}, not ${show(operation)}.`);
  }
  if (!Array.isArray(records)) throw invalid(`records is a list of JSON texts, not ${show(records)}.`);
  if (![undefined, null, true, false].includes(allOrNone)) {
    throw invalid(`allOrNone is true or false, not ${show(allOrNone)}.`);
  }
  const names = idFieldNames ?? [];
  const key = keyOf(entity);
  if (!Array.isArray(names) || names.some((name) => name !== key)) {
    throw invalid(`idFieldNames of ${entity.identifier} can only be ["${key}"], not ${show(names)}.`);
  }
}

// Changes `stored` when the record may stand, so that later records of the same request see earlier ones.
function writeOne(entity, operation, text, stored) {
  let recordId = "";
  try {
    const given = parseRecord(entity, operation, text);
    const key = keyOf(entity);
    recordId = given[key];
    const next = OPERATIONS.get(operation)(stored.get(recordId), given);
    if (next === null) stored.delete(recordId);
    else stored.set(recordId, complete(entity, next));
    return { isSuccess: true, recordId, errorMessage: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { isSuccess: false, recordId, errorMessage: `Not written: ${error.message}.` };
  }
}

function parseRecord(entity, operation, text) {
  const record = parseJson(text);
  const names = entity.fields.filter((field) => field.write).map((field) => field.fieldName);
  for (const name of Object.keys(record)) {
    if (!names.includes(name)) refuse(`field ${show(name)} can't be written; ${names.join(", ")} can`);
  }
  const key = keyOf(entity);
  if (operation === "INSERT") record[key] ??= randomUUID();
  if (typeof record[key] !== "string" || record[key] === "") refuse(`the record has no ${key}`);
  return record;
}

function parseJson(text) {
  let record;
  try {
    record = typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    // answered below, together with JSON that is no object
  }
  return isObject(record) ? record : refuse(`a record is the JSON text of an object, not ${show(text)}`);
}

// Stored records are whole, so that readers need no defaults. Null for a field with a default means that default.
function complete(entity, given) {
  const record = { ...given };
  for (const [name, value] of Object.entries(entity.defaults)) record[name] ??= value;
  const problem = entity.problemIn(record);
  if (problem) refuse(problem);
  return { ...record, updatedAt: new Date().toISOString() };
}

function dropped(result) {
  if (!result.isSuccess) return result;
  return {
    ...result,
    isSuccess: false,
    errorMessage: "Not written: allOrNone was set and another record failed.",
  };
}

// The contract: a write of which some records failed is no success, and PartialWriteFailure says which kind.
function answer(writeRecordResults, failed) {
  if (failed.length === 0) return success({ writeRecordResults });
  const someStand = writeRecordResults.some((result) => result.isSuccess);
  const message = `${failed.length} of ${writeRecordResults.length} records can't be written: ${failed[0].errorMessage}`;
  return failure(someStand ? "PartialWriteFailure" : "InvalidArgument", message, { writeRecordResults });
}

module.exports = { writeData };
