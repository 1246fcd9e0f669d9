"use strict";
// The function's entry: AppFlow names what it wants in `type`, and this table says who answers.

const { describeConfiguration, validateSettings } = require("./configuration");
const { validateCredentials } = require("./credentials");
const { ConnectorError, failure } = require("./errors");
const { describeEntity, listEntities } = require("./metadata");
const { queryData, retrieveData } = require("./read");
const { isObject, show } = require("./values");
const { writeData } = require("./write");

// A Map, because a plain object would also answer to names such as "constructor".
const OPERATIONS = new Map([
  ["DescribeConnectorConfigurationRequest", describeConfiguration],
  ["ValidateConnectorRuntimeSettingsRequest", validateSettings],
  ["ValidateCredentialsRequest", validateCredentials],
  ["ListEntitiesRequest", listEntities],
  ["DescribeEntityRequest", describeEntity],
  ["QueryDataRequest", queryData],
  ["RetrieveDataRequest", retrieveData],
  ["WriteDataRequest", writeData],
]);

// AppFlow can only show a user what stands in `errorDetails`; an exception would reach them as
// "no valid response from the connector". So nothing leaves this function as an exception.
exports.handler = async function handler(event) {
  try {
    return operationFor(event)(event);
  } catch (error) {
    if (error instanceof ConnectorError) return failure(error.code, error.message);
    console.error("The connector failed where it should not:", error);
    return failure("ServerError", "The connector failed on this request; its log says why.");
  }
};

function operationFor(event) {
  if (!isObject(event)) {
    throw new ConnectorError("InvalidArgument", `A request is a JSON object, not ${show(event)}.`);
  }
  const operation = OPERATIONS.get(event.type);
  if (operation) return operation;
  const known = [...OPERATIONS.keys()].join(", ");
  throw new ConnectorError(
    "InvalidArgument",
    `Unknown request type ${show(event.type)}. This connector answers ${known}.`,
  );
}
