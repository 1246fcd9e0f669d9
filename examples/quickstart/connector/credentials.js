"use strict";
// Who may read. The data is public, so there is nothing to prove and this connector never opens the secret.
// AppFlow still wants every connector profile to have credentials, keeps them in Secrets Manager and sends their
// ARN. A connector with something to protect would call GetSecretValue with that ARN, then ask its application.

const { ConnectorError, success } = require("./errors");
const { isObject, show } = require("./values");

const SECRET_ARN = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:\S+$/;

const AUTHENTICATION = {
  isBasicAuthSupported: false,
  isApiKeyAuthSupported: false,
  isOAuth2Supported: false,
  isCustomAuthSupported: true,
  oAuth2Defaults: null,
  customAuthConfig: [
    {
      authenticationType: "PublicData",
      authParameters: [
        {
          key: "access",
          required: true,
          label: "Access",
          description: "The data is public. Choose public. The connector never reads this value.",
          sensitiveField: false,
          connectorSuppliedValues: ["public"],
        },
      ],
    },
  ],
};

function validateCredentials({ credentials }) {
  checkCredentials(credentials);
  return success({});
}

function checkCredentials(credentials) {
  if (!isObject(credentials)) throw rejected(`Credentials are an object, not ${show(credentials)}.`);
  const { authenticationType, secretArn } = credentials;
  if (authenticationType !== "CustomAuth") {
    throw rejected(`This connector takes CustomAuth credentials only, not ${show(authenticationType)}.`);
  }
  // The value is not quoted: what stands in the wrong place may well be somebody's secret.
  if (typeof secretArn !== "string" || !SECRET_ARN.test(secretArn)) {
    throw rejected("secretArn is not the ARN of a secret in AWS Secrets Manager.");
  }
}

function rejected(message) {
  return new ConnectorError("InvalidCredentials", message);
}

module.exports = { AUTHENTICATION, checkCredentials, validateCredentials };
