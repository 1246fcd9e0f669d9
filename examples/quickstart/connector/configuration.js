"use strict";
// What the connector says of itself. AppFlow asks this at registration and keeps the answer until the
// registration is updated: after a change here, re-register the connector.

const { AUTHENTICATION } = require("./credentials");
const { API_VERSIONS } = require("./context");
const { failure, invalid, success } = require("./errors");
const { describeSettings, findErrors } = require("./settings");
const { isObject, show } = require("./values");

const SCOPES = ["CONNECTOR_PROFILE", "SOURCE", "DESTINATION", "SOURCE_AND_DESTINATION"];

// The row filters that filter/ understands, and the two operators that any mapping needs. Masks, sums and
// validations are left out: AppFlow would do them, and nobody has tried that with this connector.
const OPERATORS = [
  ...["PROJECTION", "NO_OP", "EQUAL_TO", "NOT_EQUAL_TO", "CONTAINS", "BETWEEN"],
  ...["LESS_THAN", "LESS_THAN_OR_EQUAL_TO", "GREATER_THAN", "GREATER_THAN_OR_EQUAL_TO"],
];

// Descriptions, here and of settings and entities, keep to letters, digits and /!@#+=.- because AppFlow's API
// allows nothing else in them: no comma, no colon.
//
// The request's `locale` asks for labels in that language. The labels here exist in English only.
function describeConfiguration() {
  return success({
    connectorOwner: "pulumi-appflow-connector examples",
    connectorName: "IntlData",
    connectorVersion: "1.0.0",
    connectorModes: ["SOURCE", "DESTINATION"],
    supportedApiVersions: API_VERSIONS,
    authenticationConfig: AUTHENTICATION,
    connectorRuntimeSetting: describeSettings(),
    operatorsSupported: OPERATORS,
    supportedWriteOperations: ["INSERT", "UPDATE", "UPSERT", "DELETE"],
    supportedTriggerTypes: ["SCHEDULED", "ONDEMAND"],
    triggerFrequenciesSupported: ["BYMINUTE", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "ONCE"],
    logoURL: null,
  });
}

function validateSettings({ scope, connectorRuntimeSettings }) {
  if (!SCOPES.includes(scope)) {
    throw invalid(`scope is one of ${SCOPES.join(", ")}, not ${show(scope)}.`);
  }
  const given = connectorRuntimeSettings ?? {};
  if (!isObject(given)) throw invalid(`connectorRuntimeSettings is an object, not ${show(given)}.`);
  const errorsByInputField = findErrors(given);
  const wrong = Object.keys(errorsByInputField);
  if (wrong.length === 0) return success({ errorsByInputField: null });
  return failure("InvalidArgument", `Settings that can't be used: ${wrong.join(", ")}.`, {
    errorsByInputField,
  });
}

module.exports = { describeConfiguration, validateSettings };
