"use strict";
// Reading: by filter, page by page, or by a list of values of one field.

const { readContext, readEntity } = require("./context");
const { keyOf } = require("./entities");
const { invalid, success } = require("./errors");
const { compileFilter } = require("./filter");
const { pageOf } = require("./paging");
const { show } = require("./values");

function queryData(request) {
  const settings = readContext(request);
  const entity = readEntity(request);
  const project = projection(entity, request.selectedFieldNames);
  const { matches, limit } = compileFilter(request.filterExpression, entity.fields);
  const found = entity.rows(settings).filter(matches);
  const { rows, nextToken } = pageOf(found, keyOf(entity), request, limit);
  return success({ records: rows.map(project), nextToken });
}

// A value that no record has is left out of the answer, as the contract has no word for it.
function retrieveData(request) {
  const settings = readContext(request);
  const entity = readEntity(request);
  const project = projection(entity, request.selectedFieldNames);
  const idField = knownField(entity, request.idFieldName ?? keyOf(entity));
  const { ids } = request;
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === "string")) {
    throw invalid(`ids is a list of texts, not ${show(ids)}.`);
  }
  const wanted = new Set(ids);
  const found = entity.rows(settings).filter((row) => wanted.has(String(row[idField])));
  return success({ records: found.map(project) });
}

// Records travel as JSON texts within the JSON answer. No selection means every field.
function projection(entity, selected) {
  const all = selected === undefined || selected === null || selected.length === 0;
  if (!all && !Array.isArray(selected)) throw invalid(`selectedFieldNames is a list, not ${show(selected)}.`);
  const names = all ? entity.fields.map((field) => field.fieldName) : selected;
  names.forEach((name) => knownField(entity, name));
  return (row) => JSON.stringify(Object.fromEntries(names.map((name) => [name, row[name] ?? null])));
}

function knownField(entity, name) {
  const names = entity.fields.map((field) => field.fieldName);
  if (names.includes(name)) return name;
  throw invalid(`${entity.identifier} has no field ${show(name)}; it has ${names.join(", ")}.`);
}

module.exports = { queryData, retrieveData };
