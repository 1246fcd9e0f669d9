"use strict";
// The entities of this connector. Each says: identifier, label, description, fields, and rows(settings).
// An entity with problemIn(record) can be written.

const ENTITIES = [
  require("./currency"),
  require("./holiday"),
  require("./language"),
  require("./region"),
  require("./timeZone"),
];

function findEntity(identifier) {
  return ENTITIES.find((entity) => entity.identifier === identifier);
}

function keyOf(entity) {
  return entity.fields.find((field) => field.key).fieldName;
}

function isWritable(entity) {
  return entity.problemIn !== undefined;
}

module.exports = { ENTITIES, findEntity, isWritable, keyOf };
