"use strict";
// What there is to read and write: the list of entities, and the fields of each.

const { readContext, readEntity } = require("./context");
const { ENTITIES, isWritable } = require("./entities");
const { describeField } = require("./entities/fields");
const { invalid, success } = require("./errors");
const { pageOf } = require("./paging");
const { show } = require("./values");

// Ten minutes, the least that AppFlow accepts: a developer who deploys new fields wants to see them.
const CACHE_CONTROL = { timeToLive: 600, timeToLiveUnit: "SECONDS" };

function listEntities(request) {
  readContext(request);
  const path = request.entitiesPath;
  // No entity has others beneath it, so there is no path to look under.
  if (path !== undefined && path !== null && path !== "" && path !== "/") {
    throw invalid(`entitiesPath ${show(path)}: the entities of this connector are not nested.`);
  }
  const { rows, nextToken } = pageOf(ENTITIES, "identifier", request);
  return success({ entities: rows.map(describeHead), nextToken, cacheControl: CACHE_CONTROL });
}

function describeEntity(request) {
  readContext(request);
  const entity = readEntity(request);
  const entityDefinition = {
    entity: describeHead(entity),
    fields: entity.fields.map(describeField),
    customProperties: null,
  };
  return success({ entityDefinition, cacheControl: CACHE_CONTROL });
}

function describeHead(entity) {
  return {
    entityIdentifier: entity.identifier,
    hasNestedEntities: false,
    isWritable: isWritable(entity),
    label: entity.label,
    description: entity.description,
  };
}

module.exports = { describeEntity, listEntities };
