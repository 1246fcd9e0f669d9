"use strict";
// What comes with every request for metadata or data: the connector's context, checked once and made ready.

const { checkCredentials } = require("./credentials");
const { findEntity } = require("./entities");
const { ConnectorError, invalid } = require("./errors");
const { readSettings } = require("./settings");
const { isObject, show } = require("./values");

const API_VERSIONS = ["v1"];

// A flow may have been made for a version that the connector has dropped since. Answering it all the same
// would hand over data of another shape.
function readContext({ connectorContext }) {
  if (!isObject(connectorContext)) {
    throw invalid(`connectorContext is an object, not ${show(connectorContext)}.`);
  }
  const { apiVersion, connectorRuntimeSettings, credentials } = connectorContext;
  if (apiVersion !== undefined && apiVersion !== null && !API_VERSIONS.includes(apiVersion)) {
    throw invalid(`apiVersion ${show(apiVersion)} is not one of ${API_VERSIONS.join(", ")}.`);
  }
  // The data is public, so a request without credentials is served; wrong ones are a mistake to hear of.
  if (credentials !== undefined && credentials !== null) checkCredentials(credentials);
  return readSettings(connectorRuntimeSettings);
}

function readEntity({ entityIdentifier }) {
  const entity = findEntity(entityIdentifier);
  if (entity) return entity;
  throw new ConnectorError("ResourceNotFoundError", `There is no entity ${show(entityIdentifier)}.`);
}

module.exports = { API_VERSIONS, readContext, readEntity };
