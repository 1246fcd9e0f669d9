import assert from "node:assert/strict";
import { ServiceException } from "../../../../../emulator/aws/serviceException";
import { configurationOf } from "../../../../../emulator/services/appflow/functionAnswer";

const answer = { isSuccess: true, connectorModes: ["SOURCE"] };
const none = {
  isBasicAuthSupported: false,
  isApiKeyAuthSupported: false,
  isOAuth2Supported: false,
  isCustomAuthSupported: false,
};
const described = {
  connectorModes: ["SOURCE"],
  canUseAsSource: true,
  canUseAsDestination: false,
  authenticationConfig: none,
};
const unchanged = {
  connectorOwner: "Example",
  connectorName: "Weather",
  connectorVersion: "1.2",
  supportedApiVersions: ["v1"],
  logoURL: "https://example.com/logo.png",
  supportedWriteOperations: ["INSERT"],
};
const setting = { key: "unit", dataType: "String", label: "Unit", description: "of", scope: "SOURCE" };
const values = { connectorSuppliedValueOptions: ["C", "F"] };
const parameter = { key: "user", label: "User", description: "name", connectorSuppliedValues: ["a"] };
const oauth = {
  authCodeUrls: ["https://a"],
  tokenUrls: ["https://t"],
  oauthScopes: ["read"],
  oauth2GrantTypesSupported: ["CLIENT_CREDENTIALS"],
};
const custom = {
  authenticationType: "K",
  authParameters: [{ ...parameter, required: true, sensitiveField: null }],
};

/** What a function adds to its answer, and what DescribeConnector then shows beside the rest. */
const MAPPED: [answered: object, described: object][] = [
  [{}, {}],
  [unchanged, unchanged],
  [{ connectorName: null, operatorsSupported: null }, {}],
  [
    { connectorModes: ["DESTINATION"] },
    { connectorModes: ["DESTINATION"], canUseAsSource: false, canUseAsDestination: true },
  ],
  [{ operatorsSupported: ["PROJECTION"] }, { supportedOperators: ["PROJECTION"] }],
  [{ triggerFrequenciesSupported: ["DAILY"] }, { supportedSchedulingFrequencies: ["DAILY"] }],
  [{ supportedTriggerTypes: ["SCHEDULED", "ONDEMAND"] }, { supportedTriggerTypes: ["Scheduled", "OnDemand"] }],
  [
    { connectorRuntimeSetting: [{ ...setting, ...values, required: true }] },
    { connectorRuntimeSettings: [{ ...setting, ...values, isRequired: true }] },
  ],
  [
    { connectorRuntimeSetting: [{ key: "unit", scope: null }] },
    { connectorRuntimeSettings: [{ key: "unit", isRequired: false }] },
  ],
  [
    { authenticationConfig: { isOAuth2Supported: true, isApiKeyAuthSupported: null } },
    { authenticationConfig: { ...none, isOAuth2Supported: true } },
  ],
  [
    { authenticationConfig: { isCustomAuthSupported: true, oAuth2Defaults: null } },
    { authenticationConfig: { ...none, isCustomAuthSupported: true } },
  ],
  [
    {
      authenticationConfig: {
        oAuth2Defaults: {
          tokenURL: ["https://t"],
          authURL: ["https://a"],
          oAuthScopes: ["read"],
          oAuth2GrantTypesSupported: ["CLIENT_CREDENTIALS"],
        },
      },
    },
    { authenticationConfig: { ...none, oAuth2Defaults: oauth } },
  ],
  [
    { authenticationConfig: { customAuthConfig: [custom, {}] } },
    {
      authenticationConfig: {
        ...none,
        customAuthConfigs: [
          {
            customAuthenticationType: "K",
            authParameters: [{ ...parameter, isRequired: true, isSensitiveField: false }],
          },
          { authParameters: [] },
        ],
      },
    },
  ],
];

function refusal(outcome: Parameters<typeof configurationOf>[0]): ServiceException {
  try {
    configurationOf(outcome);
  } catch (error) {
    if (error instanceof ServiceException) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: "it was accepted" });
}

const NO_VALID_RESPONSE =
  /^Error while communicating to connector: Got error from connector\. No valid response and error details found in the connector response\.$/;
const failed = (errorDetails: unknown) => ({ result: { isSuccess: false, errorDetails }, log: "" });

describe("A connector function's answer", () => {
  for (const [answered, more] of MAPPED)
    it(`becomes what DescribeConnector shows: ${JSON.stringify(answered)}`, () => {
      const configuration = configurationOf({ result: { ...answer, ...answered }, log: "" });
      assert.deepEqual(configuration, { ...described, ...more });
    });

  const unusable: [string, Parameters<typeof configurationOf>[0]][] = [
    ["crashed", { failure: "crashed", log: "" }],
    ["took too long", { failure: "timed out", log: "" }],
    ["answered null", { result: null, log: "" }],
    ["answered a list", { result: [], log: "" }],
    ["answered without isSuccess", { result: { connectorName: "x" }, log: "" }],
    ["failed without details", failed(undefined)],
    ["failed with details without a code", failed({ errorMessage: "x" })],
  ];
  for (const [what, outcome] of unusable)
    it(`is a ConnectorServerException in AWS's words when it ${what}`, () => {
      const error = refusal(outcome);
      assert.equal(error.type, "ConnectorServerException");
      assert.match(error.message, NO_VALID_RESPONSE);
    });

  it("keeps the function's own code and message", () => {
    const error = refusal(failed({ errorCode: "RateLimitExceeded", errorMessage: "slow down" }));
    assert.deepEqual([error.type, error.status], ["ConnectorServerException", 400]);
    assert.match(error.message, /RateLimitExceeded.*slow down/);
  });

  it("is a ConnectorAuthenticationException for invalid credentials", () => {
    const error = refusal(failed({ errorCode: "InvalidCredentials", errorMessage: null }));
    assert.deepEqual([error.type, error.status], ["ConnectorAuthenticationException", 401]);
  });

  for (const wrong of [
    { connectorName: 5 },
    { connectorModes: ["SIDEWAYS"] },
    { operatorsSupported: "PROJECTION" },
    { connectorRuntimeSetting: [1] },
  ])
    it(`is refused when it isn't what the SDKs answer: ${JSON.stringify(wrong)}`, () => {
      const error = refusal({ result: { ...answer, ...wrong }, log: "" });
      assert.equal(error.type, "ConnectorServerException");
      assert.match(error.message, new RegExp(Object.keys(wrong)[0]));
    });
});
