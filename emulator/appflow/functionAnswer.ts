import Ajv, { type ErrorObject } from "ajv";
import type { Outcome } from "../functions/sources";
import { isObject, type JsonObject, type JsonValue } from "../json";
import { exception, type ServiceException } from "../errors";
import { SHAPES } from "./validation";

/** The event that RegisterConnector and UpdateConnectorRegistration send to the function. */
export const DESCRIBE_EVENT = { type: "DescribeConnectorConfigurationRequest", locale: "en_US" } as const;

/** Seen in the wild, for a function that crashed or answered neither success nor error details. */
const NO_VALID_RESPONSE =
  "Error while communicating to connector: Got error from connector. No valid response and error details found in the connector response.";

const text = { type: ["string", "null"] };
const texts = { type: ["array", "null"], items: { type: "string" } };
const flag = { type: ["boolean", "null"] };
const object = (properties: object): object => ({ type: ["object", "null"], properties });
const values = (shape: string): object => ({
  type: ["array", "null"],
  items: { type: "string", enum: SHAPES[shape]?.enum },
});

/** What AWS's SDKs for custom connectors answer to the event. */
const ANSWER_SCHEMA = {
  type: "object",
  required: ["isSuccess"],
  properties: {
    isSuccess: { type: "boolean" },
    connectorOwner: text,
    connectorName: text,
    connectorVersion: text,
    logoURL: text,
    supportedApiVersions: texts,
    connectorModes: { type: ["array", "null"], items: { type: "string", enum: ["SOURCE", "DESTINATION"] } },
    operatorsSupported: values("Operators"),
    triggerFrequenciesSupported: values("ScheduleFrequencyType"),
    supportedTriggerTypes: { type: ["array", "null"], items: { type: "string" } },
    supportedWriteOperations: values("WriteOperationType"),
    connectorRuntimeSetting: {
      type: ["array", "null"],
      items: {
        type: "object",
        properties: {
          key: text,
          dataType: text,
          required: flag,
          label: text,
          description: text,
          scope: text,
          connectorSuppliedValueOptions: texts,
        },
      },
    },
    authenticationConfig: object({
      isBasicAuthSupported: flag,
      isApiKeyAuthSupported: flag,
      isOAuth2Supported: flag,
      isCustomAuthSupported: flag,
      oAuth2Defaults: object({
        tokenURL: texts,
        authURL: texts,
        oAuthScopes: texts,
        oAuth2GrantTypesSupported: values("OAuth2GrantType"),
      }),
      customAuthConfig: {
        type: ["array", "null"],
        items: {
          type: "object",
          properties: {
            authenticationType: text,
            authParameters: {
              type: ["array", "null"],
              items: {
                type: "object",
                properties: {
                  key: text,
                  required: flag,
                  label: text,
                  description: text,
                  sensitiveField: flag,
                  connectorSuppliedValues: texts,
                },
              },
            },
          },
        },
      },
    }),
  },
};

const FAILURE_SCHEMA = {
  type: "object",
  required: ["errorDetails"],
  properties: {
    errorDetails: {
      type: "object",
      required: ["errorCode"],
      properties: {
        errorCode: { type: "string" },
        errorMessage: text,
        retryAfterSeconds: { type: ["number", "null"] },
      },
    },
  },
};

/** Tells the first error alone: an answer of some MiB can hold millions. */
const ajv = new Ajv({ allowUnionTypes: true });
const checkAnswer = ajv.compile(ANSWER_SCHEMA);
const checkFailure = ajv.compile(FAILURE_SCHEMA);

/** What an invocation's outcome becomes: DescribeConnector's members, or the exception of the two registering operations. */
export function configurationOf(outcome: Outcome): JsonObject {
  const answer = outcome.result as JsonValue | undefined;
  if (outcome.failure !== undefined || !isObject(answer) || typeof answer["isSuccess"] !== "boolean")
    throw unusable();
  if (!answer["isSuccess"]) throw refused(answer);
  if (!checkAnswer(answer)) throw malformed(checkAnswer.errors ?? []);
  return mapped(answer);
}

function unusable(): ServiceException {
  return exception("ConnectorServerException", NO_VALID_RESPONSE);
}

/** The wording is the emulator's own; no public text of a failed RegisterConnector was found. */
function refused(answer: JsonObject): ServiceException {
  if (!checkFailure(answer)) return unusable();
  const { errorCode, errorMessage } = answer["errorDetails"] as {
    errorCode: string;
    errorMessage?: string | null;
  };
  const type =
    errorCode === "InvalidCredentials" ? "ConnectorAuthenticationException" : "ConnectorServerException";
  const words = `Error while communicating to connector: ErrorCode: ${errorCode}, ErrorMessage: ${errorMessage ?? ""}`;
  return exception(type, words);
}

function malformed([error]: ErrorObject[]): ServiceException {
  const found = `${error?.instancePath || "answer"} ${error?.message ?? "is malformed"}`;
  const words = `Error while communicating to connector: Invalid connector response: ${found}`;
  return exception("ConnectorServerException", words);
}

/** How the function's names become DescribeConnector's, where the value stays as it is. */
const RENAMED: readonly [answered: string, shown: string][] = [
  ["connectorOwner", "connectorOwner"],
  ["connectorName", "connectorName"],
  ["connectorVersion", "connectorVersion"],
  ["supportedApiVersions", "supportedApiVersions"],
  ["logoURL", "logoURL"],
  ["connectorModes", "connectorModes"],
  ["operatorsSupported", "supportedOperators"],
  ["triggerFrequenciesSupported", "supportedSchedulingFrequencies"],
  ["supportedWriteOperations", "supportedWriteOperations"],
];

const OAUTH_RENAMED: readonly [answered: string, shown: string][] = [
  ["tokenURL", "tokenUrls"],
  ["authURL", "authCodeUrls"],
  ["oAuthScopes", "oauthScopes"],
  ["oAuth2GrantTypesSupported", "oauth2GrantTypesSupported"],
];

const AUTH_PARAMETER_RENAMED: typeof OAUTH_RENAMED = [
  "key",
  "label",
  "description",
  "connectorSuppliedValues",
].map((name) => [name, name]);

const TRIGGER_TYPES: Record<string, string> = {
  SCHEDULED: "Scheduled",
  ONDEMAND: "OnDemand",
  EVENT: "Event",
};

function mapped(answer: JsonObject): JsonObject {
  const modes = (answer["connectorModes"] ?? []) as string[];
  const triggers = (answer["supportedTriggerTypes"] ?? undefined) as string[] | undefined;
  const runtime = (answer["connectorRuntimeSetting"] ?? undefined) as JsonObject[] | undefined;
  return {
    ...renamed(answer, RENAMED),
    canUseAsSource: modes.includes("SOURCE"),
    canUseAsDestination: modes.includes("DESTINATION"),
    ...(triggers ? { supportedTriggerTypes: triggers.map((it) => TRIGGER_TYPES[it] ?? it) } : {}),
    ...(runtime ? { connectorRuntimeSettings: runtime.map(runtimeSetting) } : {}),
    authenticationConfig: authentication(answer["authenticationConfig"]),
  };
}

function runtimeSetting(setting: JsonObject): JsonObject {
  const { required, ...rest } = setting;
  const kept = Object.entries(rest).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(kept), isRequired: required === true };
}

function authentication(config: JsonValue | undefined): JsonObject {
  const given = isObject(config) ? config : {};
  const flags = [
    "isBasicAuthSupported",
    "isApiKeyAuthSupported",
    "isOAuth2Supported",
    "isCustomAuthSupported",
  ];
  const defaults = given["oAuth2Defaults"];
  const custom = given["customAuthConfig"];
  return {
    ...Object.fromEntries(flags.map((name) => [name, given[name] === true])),
    ...(isObject(defaults) ? { oAuth2Defaults: renamed(defaults, OAUTH_RENAMED) } : {}),
    ...(Array.isArray(custom) ? { customAuthConfigs: custom.filter(isObject).map(customAuth) } : {}),
  };
}

function customAuth({ authenticationType, authParameters }: JsonObject): JsonObject {
  const parameters = Array.isArray(authParameters) ? authParameters.filter(isObject) : [];
  return {
    ...(typeof authenticationType === "string" ? { customAuthenticationType: authenticationType } : {}),
    authParameters: parameters.map((parameter) => ({
      ...renamed(parameter, AUTH_PARAMETER_RENAMED),
      isRequired: parameter["required"] === true,
      isSensitiveField: parameter["sensitiveField"] === true,
    })),
  };
}

function renamed(from: JsonObject, names: typeof RENAMED): JsonObject {
  const present = names.filter(([answered]) => from[answered] !== undefined && from[answered] !== null);
  return Object.fromEntries(present.map(([answered, shown]) => [shown, from[answered]]));
}
