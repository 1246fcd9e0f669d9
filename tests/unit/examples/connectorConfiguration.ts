import assert from "node:assert/strict";
import fc from "fast-check";
import { invoke, query, useOwnFile } from "./connectorSupport";

const TYPES = [
  "DescribeConnectorConfigurationRequest",
  "ValidateConnectorRuntimeSettingsRequest",
  "ValidateCredentialsRequest",
  "ListEntitiesRequest",
  "DescribeEntityRequest",
  "QueryDataRequest",
  "RetrieveDataRequest",
  "WriteDataRequest",
];

const ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:appflow!123456789012-intl-profile-AbCdEf";

function validate(connectorRuntimeSettings: unknown, scope = "CONNECTOR_PROFILE") {
  return invoke({ type: "ValidateConnectorRuntimeSettingsRequest", scope, connectorRuntimeSettings });
}

describe("the example connector's configuration", () => {
  it("describes itself in the words that AppFlow understands", async () => {
    const answer = await invoke({ type: "DescribeConnectorConfigurationRequest", locale: "en_US" });
    assert.equal(answer.isSuccess, true);
    assert.equal(answer.connectorName, "IntlData");
    assert.equal(answer.connectorVersion, "1.0.0");
    assert.deepEqual(answer.connectorModes, ["SOURCE", "DESTINATION"]);
    assert.deepEqual(answer.supportedApiVersions, ["v1"]);
    assert.deepEqual(answer.supportedTriggerTypes, ["SCHEDULED", "ONDEMAND"]);
    assert.deepEqual(answer.supportedWriteOperations, ["INSERT", "UPDATE", "UPSERT", "DELETE"]);
    const { isCustomAuthSupported, isOAuth2Supported } = answer.authenticationConfig as Record<
      string,
      unknown
    >;
    assert.deepEqual([isCustomAuthSupported, isOAuth2Supported], [true, false]);
    const settings = answer.connectorRuntimeSetting as Record<string, unknown>[];
    const shown = settings.map(({ key, dataType, required, scope }) => [key, dataType, required, scope]);
    assert.deepEqual(shown, [
      ["locale", "String", false, "CONNECTOR_PROFILE"],
      ["asOf", "DateTime", false, "SOURCE"],
    ]);
  });

  it("uses in descriptions only what AppFlow's API allows there", async () => {
    const answers = [await invoke({ type: "DescribeConnectorConfigurationRequest" })];
    const connectorContext = { apiVersion: "v1" };
    answers.push(await invoke({ type: "ListEntitiesRequest", connectorContext }));
    for (const { entityIdentifier } of answers[1]?.entities ?? []) {
      answers.push(await invoke({ type: "DescribeEntityRequest", connectorContext, entityIdentifier }));
    }
    const descriptions: string[] = [];
    JSON.stringify(answers, (key, value: unknown) => {
      if (key === "description" && typeof value === "string") descriptions.push(value);
      return value;
    });
    assert.ok(descriptions.length > 20, String(descriptions.length));
    for (const description of descriptions) assert.match(description, /^[\s\w/!@#+=.-]{1,1024}$/);
  });

  it("offers only settings that it then accepts", async () => {
    const answer = await invoke({ type: "DescribeConnectorConfigurationRequest" });
    const [locale] = answer.connectorRuntimeSetting as { connectorSuppliedValueOptions: string[] }[];
    assert.ok(locale && locale.connectorSuppliedValueOptions.length > 0);
    for (const value of locale.connectorSuppliedValueOptions) {
      assert.equal((await validate({ locale: value })).isSuccess, true, value);
    }
  });
});

describe("the example connector's settings", () => {
  it("accepts good ones, blank ones and none", async () => {
    const good = [
      {},
      { locale: "de" },
      { locale: "en_US", asOf: "2026-07-01T00:00:00Z" },
      { locale: "", asOf: null },
    ];
    for (const settings of [...good, null]) {
      const answer = await validate(settings);
      assert.equal(answer.isSuccess, true, JSON.stringify(settings));
      assert.equal(answer.errorsByInputField, null);
    }
  });

  it("says what is wrong, at the key that it is wrong at", async () => {
    const answer = await validate({ locale: "klingon!", asOf: "2026-02-31T00:00:00Z", colour: "red" });
    assert.equal(answer.isSuccess, false);
    assert.equal(answer.errorDetails?.errorCode, "InvalidArgument");
    assert.deepEqual(Object.keys(answer.errorsByInputField ?? {}).sort(), ["asOf", "colour", "locale"]);
    assert.match(answer.errorsByInputField?.locale ?? "", /klingon!.* language tag/);
  });

  it("accepts good settings only in a scope that exists", async () => {
    const answer = await validate({}, "EVERYWHERE");
    assert.equal(answer.errorDetails?.errorCode, "InvalidArgument");
    assert.match(answer.errorDetails?.errorMessage ?? "", /SOURCE_AND_DESTINATION/);
  });

  it("refuses bad ones in a data request as well, and leaves unknown ones alone", async () => {
    const bad = await query("Currency", {}, { locale: 7 });
    assert.match(bad.errorDetails?.errorMessage ?? "", /Setting locale: 7/);
    assert.equal((await query("Currency", {}, { other: 1 })).isSuccess, true);
  });
});

describe("the example connector's credentials", () => {
  const good = { secretArn: ARN, authenticationType: "CustomAuth" };
  const bad: [string, unknown][] = [
    ["none", undefined],
    ["null", null],
    ["a text", "let me in"],
    ["another kind", { ...good, authenticationType: "OAuth2" }],
    ["no kind", { secretArn: ARN }],
    ["no secret", { authenticationType: "CustomAuth" }],
    ["a password in the ARN's place", { ...good, secretArn: "hunter2" }],
    ["an ARN of something else", { ...good, secretArn: "arn:aws:s3:::bucket" }],
  ];

  it("takes the ARN of a secret, in any partition", async () => {
    for (const secretArn of [
      ARN,
      ARN.replace("arn:aws:", "arn:aws-cn:"),
      ARN.replace("arn:aws:", "arn:aws-us-gov:"),
    ]) {
      const answer = await invoke({
        type: "ValidateCredentialsRequest",
        credentials: { ...good, secretArn },
      });
      assert.deepEqual(answer, { isSuccess: true, errorDetails: null });
    }
  });

  for (const [name, credentials] of bad) {
    it(`answers InvalidCredentials to ${name}, without repeating it`, async () => {
      const answer = await invoke({ type: "ValidateCredentialsRequest", credentials });
      assert.equal(answer.isSuccess, false);
      assert.equal(answer.errorDetails?.errorCode, "InvalidCredentials");
      assert.ok(!answer.errorDetails.errorMessage.includes("hunter2"));
    });
  }

  it("looks at the credentials of a data request when it has some", async () => {
    const context = (credentials: unknown) => ({ connectorContext: { apiVersion: "v1", credentials } });
    assert.equal((await query("Region", context(good))).isSuccess, true);
    const refused = await query("Region", context({ ...good, secretArn: "x" }));
    assert.equal(refused.errorDetails?.errorCode, "InvalidCredentials");
  });
});

describe("the example connector and bad requests", () => {
  useOwnFile();

  it("answers InvalidArgument to types that it does not know", async () => {
    for (const type of ["DeleteEverythingRequest", "constructor", "__proto__", "", null, 4, undefined]) {
      const answer = await invoke({ type });
      assert.equal(answer.errorDetails?.errorCode, "InvalidArgument", String(type));
      assert.match(answer.errorDetails.errorMessage, /Unknown request type/);
    }
  });

  it("answers InvalidArgument to what is no request", async () => {
    for (const event of [undefined, null, "hello", 7, [], [1]]) {
      assert.equal((await invoke(event)).errorDetails?.errorCode, "InvalidArgument", JSON.stringify(event));
    }
  });

  it("refuses API versions that it does not have, and takes a request that names none", async () => {
    const refused = await query("Region", { connectorContext: { apiVersion: "v2" } });
    assert.equal(refused.errorDetails?.errorCode, "InvalidArgument");
    assert.match(refused.errorDetails.errorMessage, /"v2" is not one of v1/);
    assert.equal((await query("Region", { connectorContext: {} })).isSuccess, true);
    assert.equal(
      (await query("Region", { connectorContext: null })).errorDetails?.errorCode,
      "InvalidArgument",
    );
  });

  it("never throws and never blames itself, whatever comes in", async () => {
    const context = fc.oneof(fc.constant({ apiVersion: "v1" }), fc.anything());
    const request = fc.record(
      {
        type: fc.constantFrom(...TYPES),
        entityIdentifier: fc.oneof(fc.constantFrom("Holiday", "Currency"), fc.anything()),
        connectorContext: context,
        connectorRuntimeSettings: fc.anything(),
        scope: fc.oneof(fc.constant("SOURCE"), fc.anything()),
        credentials: fc.anything(),
        operation: fc.oneof(fc.constantFrom("INSERT", "UPSERT", "DELETE"), fc.anything()),
        records: fc.oneof(fc.array(fc.json()), fc.anything()),
        idFieldNames: fc.anything(),
        ids: fc.oneof(fc.array(fc.string()), fc.anything()),
        selectedFieldNames: fc.anything(),
        filterExpression: fc.oneof(fc.string(), fc.anything()),
        nextToken: fc.anything(),
        maxResults: fc.anything(),
        allOrNone: fc.anything(),
      },
      { requiredKeys: ["type"] },
    );
    await fc.assert(fc.asyncProperty(fc.oneof(request, fc.anything()), isCalm), { numRuns: 1500 });
  });

  async function isCalm(event: unknown): Promise<void> {
    let json: unknown;
    try {
      json = JSON.parse(JSON.stringify(event) ?? "null");
    } catch {
      return; // a BigInt, which no JSON can carry
    }
    const answer = await invoke(json);
    assert.equal(typeof answer.isSuccess, "boolean");
    assert.equal(answer.isSuccess, answer.errorDetails === null);
    assert.notEqual(answer.errorDetails?.errorCode, "ServerError", answer.errorDetails?.errorMessage);
  }
});
