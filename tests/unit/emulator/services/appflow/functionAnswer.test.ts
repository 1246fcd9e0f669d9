import assert from "node:assert/strict";
import { ServiceException } from "../../../../../emulator/aws/serviceException";
import { configurationOf } from "../../../../../emulator/services/appflow/functionAnswer";

const answer = {
  isSuccess: true,
  connectorOwner: "Example",
  connectorName: "Weather",
  connectorVersion: "1.2",
  connectorModes: ["SOURCE"],
  supportedApiVersions: ["v1"],
  logoURL: "https://example.com/logo.png",
  operatorsSupported: ["PROJECTION"],
  triggerFrequenciesSupported: ["DAILY"],
  supportedTriggerTypes: ["SCHEDULED", "ONDEMAND"],
  supportedWriteOperations: ["INSERT"],
  connectorRuntimeSetting: [
    {
      key: "unit",
      dataType: "String",
      required: true,
      label: "Unit",
      description: "of measure",
      scope: "SOURCE",
      connectorSuppliedValueOptions: ["C", "F"],
    },
  ],
  authenticationConfig: {
    isBasicAuthSupported: true,
    isApiKeyAuthSupported: null,
    isOAuth2Supported: true,
    oAuth2Defaults: {
      tokenURL: ["https://t"],
      authURL: ["https://a"],
      oAuthScopes: ["read"],
      oAuth2GrantTypesSupported: ["CLIENT_CREDENTIALS"],
    },
  },
};

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
  it("becomes what DescribeConnector shows", () => {
    assert.deepEqual(configurationOf({ result: answer, log: "" }), {
      connectorOwner: "Example",
      connectorName: "Weather",
      connectorVersion: "1.2",
      supportedApiVersions: ["v1"],
      logoURL: "https://example.com/logo.png",
      connectorModes: ["SOURCE"],
      canUseAsSource: true,
      canUseAsDestination: false,
      supportedOperators: ["PROJECTION"],
      supportedSchedulingFrequencies: ["DAILY"],
      supportedTriggerTypes: ["Scheduled", "OnDemand"],
      supportedWriteOperations: ["INSERT"],
      connectorRuntimeSettings: [
        {
          key: "unit",
          dataType: "String",
          isRequired: true,
          label: "Unit",
          description: "of measure",
          scope: "SOURCE",
          connectorSuppliedValueOptions: ["C", "F"],
        },
      ],
      authenticationConfig: {
        isBasicAuthSupported: true,
        isApiKeyAuthSupported: false,
        isOAuth2Supported: true,
        isCustomAuthSupported: false,
        oAuth2Defaults: {
          tokenUrls: ["https://t"],
          authCodeUrls: ["https://a"],
          oauthScopes: ["read"],
          oauth2GrantTypesSupported: ["CLIENT_CREDENTIALS"],
        },
      },
    });
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
