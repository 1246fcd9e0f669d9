"use strict";
// An Amazon AppFlow custom connector: a Lambda function that AppFlow invokes with one request at a time.
// This one serves the currencies and calendars that Node.js knows, and keeps what is written as long as its process
// lives. Where it uses `rows`, a real connector calls its application.

/** Which function answers which request, in the order in which AppFlow first sends them. */
const ANSWERS = new Map([
  // When the connector is registered. AppFlow keeps the answer until the registration is updated.
  ["DescribeConnectorConfigurationRequest", describeConnectorConfiguration],
  // When a connector profile is created. The data is public and there are no settings, so anything is valid.
  ["ValidateCredentialsRequest", () => ({})],
  ["ValidateConnectorRuntimeSettingsRequest", () => ({})],
  // When a flow is created.
  ["ListEntitiesRequest", () => ({ entities: ENTITIES.map(({ entity }) => entity) })],
  ["DescribeEntityRequest", describeEntity],
  // When a flow runs.
  ["QueryDataRequest", queryData],
  ["RetrieveDataRequest", retrieveData],
  ["WriteDataRequest", writeData],
]);

const KEY = "code";
const FIELDS = [KEY, "name"];
const ENTITIES = [loadEntity("Currency", "Currencies"), loadEntity("Calendar", "Calendars")];

function loadEntity(entityIdentifier, label) {
  const type = entityIdentifier.toLowerCase();
  const names = new Intl.DisplayNames("en", { type });
  const rows = Intl.supportedValuesOf(type).map((code) => [code, { code, name: names.of(code) }]);
  const entity = { entityIdentifier, label, hasNestedEntities: false, isWritable: true };
  return { entity, rows: new Map(rows) };
}

/** AppFlow shows its user the error details and nothing else, so a failure is answered and never thrown. */
exports.handler = async (request) => {
  try {
    const answer = ANSWERS.get(request.type);
    if (!answer) throw failure("InvalidArgument", `The connector has no answer to "${request.type}".`);
    return { isSuccess: true, ...answer(request) };
  } catch (error) {
    if (!error.errorCode) console.error(error);
    const { errorCode = "ServerError", message: errorMessage } = error;
    return { isSuccess: false, errorDetails: { errorCode, errorMessage } };
  }
};

function describeConnectorConfiguration() {
  return {
    connectorOwner: "pulumi-appflow-connector examples",
    connectorName: "IntlData",
    connectorVersion: "1.0.0",
    connectorModes: ["SOURCE", "DESTINATION"],
    supportedApiVersions: ["v1"],
    authenticationConfig: { isApiKeyAuthSupported: true }, // A connector profile can't do without credentials.
    operatorsSupported: ["PROJECTION", "NO_OP"],
    supportedWriteOperations: ["UPSERT"],
    supportedTriggerTypes: ["SCHEDULED", "ONDEMAND"],
    triggerFrequenciesSupported: ["BYMINUTE", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "ONCE"],
  };
}

function describeEntity(request) {
  return { entityDefinition: { entity: findEntity(request).entity, fields: FIELDS.map(describeField) } };
}

/** The field takes no filters, so every run of a flow reads all rows. */
function describeField(fieldName) {
  const isPrimaryKey = fieldName === KEY;
  return {
    fieldName,
    dataType: "String",
    isPrimaryKey,
    filterOperators: [],
    readProperties: { isRetrievable: true, isNullable: false, isQueryable: false },
    writeProperties: {
      isCreatable: true,
      isUpdatable: !isPrimaryKey,
      isUpsertable: true,
      isNullable: false,
      supportedWriteOperations: isPrimaryKey ? ["UPSERT"] : null, // Where the field says which row is meant.
    },
  };
}

function queryData(request) {
  if (request.filterExpression) throw failure("InvalidArgument", "The connector takes no filters.");
  const { rows } = findEntity(request);
  const start = Number(request.nextToken ?? 0);
  const end = start + (request.maxResults ?? 1000);
  const page = [...rows.values()].slice(start, end);
  return { records: toRecords(page, request), nextToken: end < rows.size ? String(end) : null };
}

function retrieveData(request) {
  const idFieldName = request.idFieldName ?? KEY;
  const rows = [...findEntity(request).rows.values()];
  const found = rows.filter((row) => request.ids.includes(row[idFieldName]));
  return { records: toRecords(found, request) };
}

/** All records are written or none, so there is never a partial failure to answer. */
function writeData(request) {
  if (request.operation !== "UPSERT") throw failure("InvalidArgument", "The connector takes UPSERT alone.");
  const { rows } = findEntity(request);
  const written = request.records.map((record) => JSON.parse(record));
  const isComplete = written.every((row) => FIELDS.every((field) => typeof row[field] === "string"));
  if (!isComplete) throw failure("InvalidArgument", `A record needs ${FIELDS.join(" and ")}.`);
  for (const { code, name } of written) rows.set(code, { code, name });
  return { writeRecordResults: written.map(({ code }) => ({ isSuccess: true, recordId: code })) };
}

/** A record is a JSON text, with the selected fields or, without a selection, with all. */
function toRecords(rows, { selectedFieldNames }) {
  const fields = selectedFieldNames?.length ? selectedFieldNames : FIELDS;
  return rows.map((row) => JSON.stringify(row, fields));
}

function findEntity({ entityIdentifier }) {
  const found = ENTITIES.find(({ entity }) => entity.entityIdentifier === entityIdentifier);
  if (!found) throw failure("ResourceNotFoundError", `There is no entity "${entityIdentifier}".`);
  return found;
}

function failure(errorCode, message) {
  return Object.assign(new Error(message), { errorCode });
}
