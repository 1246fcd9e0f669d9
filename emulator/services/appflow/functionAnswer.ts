import type { ErrorObject } from "ajv";
import { refuse, ServiceException } from "../../aws/serviceException";
import type { Outcome } from "../../functions/sources";
import { isObject, type JsonObject, type JsonValue } from "../../schemas/json";
import { compileSchema, type Schema } from "../../schemas/validators";
import { SHAPES } from "./validation";

/** The event that RegisterConnector and UpdateConnectorRegistration send to the function. */
export const DESCRIBE_EVENT = { type: "DescribeConnectorConfigurationRequest", locale: "en_US" } as const;

/** Seen in the wild, for a function that crashed or answered neither success nor error details. */
const NO_VALID_RESPONSE =
  "Error while communicating to connector: Got error from connector. No valid response and error details found in the connector response.";

/** What a member of the answer may be, and what DescribeConnector makes of it. */
interface Type {
  schema: Schema;
  /** Default: the value stays as it is. */
  convert?: (value: JsonValue) => JsonValue;
  /** What stands for an absent or null member. Default: nothing is described. */
  absent?: JsonValue;
}

type Member = readonly [answered: string, described: string, type: Type];

const text: Type = { schema: { type: ["string", "null"] } };
const texts: Type = { schema: { type: ["array", "null"], items: { type: "string" } } };
const flag: Type = { schema: { type: ["boolean", "null"] }, absent: false };

const oneOf = (values: string[] | undefined): Type => ({
  schema: { type: ["array", "null"], items: { type: "string", enum: values } },
});
const object = (members: Member[]): Type => ({
  schema: { type: ["object", "null"], properties: propertiesOf(members) },
  convert: (value) => describeMembers(value as JsonObject, members),
});
const listOf = (members: Member[]): Type => ({
  schema: { type: ["array", "null"], items: { type: "object", properties: propertiesOf(members) } },
  convert: (list) => (list as JsonObject[]).map((it) => describeMembers(it, members)),
});

/** Members whose name stays as it is. */
const same = (type: Type, ...names: string[]): Member[] => names.map((name) => [name, name, type]);

const OAUTH_DEFAULTS: Member[] = [
  ["tokenURL", "tokenUrls", texts],
  ["authURL", "authCodeUrls", texts],
  ["oAuthScopes", "oauthScopes", texts],
  ["oAuth2GrantTypesSupported", "oauth2GrantTypesSupported", oneOf(SHAPES["OAuth2GrantType"]?.enum)],
];

const AUTH_PARAMETER: Member[] = [
  ...same(text, "key", "label", "description"),
  ...same(texts, "connectorSuppliedValues"),
  ["required", "isRequired", flag],
  ["sensitiveField", "isSensitiveField", flag],
];

const CUSTOM_AUTH: Member[] = [
  ["authenticationType", "customAuthenticationType", text],
  ["authParameters", "authParameters", { ...listOf(AUTH_PARAMETER), absent: [] }],
];

const AUTHENTICATION: Member[] = [
  ...same(flag, "isBasicAuthSupported", "isApiKeyAuthSupported", "isOAuth2Supported", "isCustomAuthSupported"),
  ["oAuth2Defaults", "oAuth2Defaults", object(OAUTH_DEFAULTS)],
  ["customAuthConfig", "customAuthConfigs", listOf(CUSTOM_AUTH)],
];

const RUNTIME_SETTING: Member[] = [
  ...same(text, "key", "dataType", "label", "description", "scope"),
  ...same(texts, "connectorSuppliedValueOptions"),
  ["required", "isRequired", flag],
];

const TRIGGER_TYPES: Record<string, string> = {
  SCHEDULED: "Scheduled",
  ONDEMAND: "OnDemand",
  EVENT: "Event",
};
const triggerTypes: Type = {
  ...texts,
  convert: (types) => (types as string[]).map((it) => TRIGGER_TYPES[it] ?? it),
};

/** What AWS's SDKs for custom connectors answer to the event. */
const CONFIGURATION: Member[] = [
  ...same(text, "connectorOwner", "connectorName", "connectorVersion", "logoURL"),
  ...same(texts, "supportedApiVersions"),
  ...same(oneOf(["SOURCE", "DESTINATION"]), "connectorModes"),
  ["operatorsSupported", "supportedOperators", oneOf(SHAPES["Operators"]?.enum)],
  ["triggerFrequenciesSupported", "supportedSchedulingFrequencies", oneOf(SHAPES["ScheduleFrequencyType"]?.enum)],
  ...same(triggerTypes, "supportedTriggerTypes"),
  ...same(oneOf(SHAPES["WriteOperationType"]?.enum), "supportedWriteOperations"),
  ["connectorRuntimeSetting", "connectorRuntimeSettings", listOf(RUNTIME_SETTING)],
  ...same({ ...object(AUTHENTICATION), absent: {} }, "authenticationConfig"),
];

const ERROR_DETAILS = {
  type: "object",
  required: ["errorCode"],
  properties: {
    errorCode: { type: "string" },
    errorMessage: text.schema,
    retryAfterSeconds: { type: ["number", "null"] },
  },
};

const isConfiguration = compileSchema({ type: "object", properties: propertiesOf(CONFIGURATION) });
const isErrorDetails = compileSchema(ERROR_DETAILS);

/** What an invocation's outcome becomes: DescribeConnector's members, or the exception of the two registering operations. */
export function configurationOf({ result, failure }: Outcome): JsonObject {
  const answer = result as JsonValue | undefined;
  if (failure !== undefined || !isObject(answer) || typeof answer["isSuccess"] !== "boolean")
    refuse("ConnectorServerException", NO_VALID_RESPONSE);
  if (!answer["isSuccess"]) throw refusalOf(answer["errorDetails"]);
  if (!isConfiguration(answer)) throw malformed(isConfiguration.errors ?? []);
  const modes = (answer["connectorModes"] ?? []) as string[];
  return {
    ...describeMembers(answer, CONFIGURATION),
    canUseAsSource: modes.includes("SOURCE"),
    canUseAsDestination: modes.includes("DESTINATION"),
  };
}

/** The wording is the emulator's own; no public text of a failed RegisterConnector was found. */
function refusalOf(details: JsonValue | undefined): ServiceException {
  if (!isErrorDetails(details)) return new ServiceException("ConnectorServerException", NO_VALID_RESPONSE);
  const { errorCode, errorMessage } = details as { errorCode: string; errorMessage?: string | null };
  return new ServiceException(
    errorCode === "InvalidCredentials" ? "ConnectorAuthenticationException" : "ConnectorServerException",
    `Error while communicating to connector: ErrorCode: ${errorCode}, ErrorMessage: ${errorMessage ?? ""}`,
  );
}

function malformed([error]: ErrorObject[]): ServiceException {
  const found = `${error?.instancePath || "answer"} ${error?.message ?? "is malformed"}`;
  const message = `Error while communicating to connector: Invalid connector response: ${found}`;
  return new ServiceException("ConnectorServerException", message);
}

function propertiesOf(members: Member[]): Record<string, Schema> {
  return Object.fromEntries(members.map(([answered, , { schema }]) => [answered, schema]));
}

function describeMembers(answer: JsonObject, members: Member[]): JsonObject {
  const described = members.flatMap(([answered, described, { convert, absent }]) => {
    const value = answer[answered] ?? absent;
    return value === undefined ? [] : [[described, convert ? convert(value) : value] as const];
  });
  return Object.fromEntries(described);
}
