import assert from "node:assert/strict";
import { hasSecretCredentials, inheritSettings } from "../../../../provider/config/settings";
import { connected } from "../../../support/inMemory/context";

/** The code, the setting and the fault of each error. */
const faultsOf = (configuration: Record<string, string>) =>
  connected(configuration).errors.map(({ code, message }) => {
    const [, key, fault] = /the configuration `([^`]+)` (.*?)\. (?:Correct|Express)/.exec(message) ?? [];
    return code === "configuration-invalid" ? `${key} ${fault}` : `${code} ${key}`;
  });

describe("A setting of the AWS provider that could mean another account or endpoint", () => {
  for (const name of [
    "customCaBundle",
    "ec2MetadataServiceEndpoint",
    "ec2MetadataServiceEndpointMode",
    "httpProxy",
    "httpsProxy",
    "insecure",
    "noProxy",
    "sharedConfigFiles",
    "sharedCredentialsFiles",
    "stsRegion",
    "useDualstackEndpoint",
    "useFipsEndpoint",
  ])
    it(`is refused by name, without its value, unless it is off: aws:${name}`, () => {
      const key = `aws:${name}`;
      assert.deepEqual(faultsOf({ [key]: "canary" }), [`configuration-unsupported ${key}`]);
      assert.ok(!connected({ [key]: "canary" }).errors[0].message.includes("canary"));
      for (const off of ["false", ""]) assert.deepEqual(faultsOf({ [key]: off }), []);
    });
});

const ROLE = "objects of roleArn, sessionName, externalId, durationSeconds, webIdentityToken, webIdentityTokenFile";

/** What can't be read of a setting, word by word. */
const UNREADABLE: readonly (readonly [key: string, fault: string, values: string])[] = [
  [
    "aws:assumeRole",
    `must be an ${ROLE.replace("objects", "object")}`,
    '{ 5 [] null "arn" {} {"roleArn":5} {"roleArn":"a","policy":"{}"} {"roleArn":"a","tags":{}} [{"roleArn":"a"},{"roleArn":"b"}]',
  ],
  [
    "aws:assumeRoles",
    `must be a list of ${ROLE}`,
    '{ 5 null [5] [{}] [{"roleArn":"a"},{"roleArn":"b","policyArns":[]}] [{"roleArn":"a"},"b"]',
  ],
  [
    "aws:assumeRoleWithWebIdentity",
    `must be an ${ROLE.replace("objects", "object")}`,
    'token {} {"roleArn":"a","policy":"x"}',
  ],
  [
    "aws:endpoints",
    'must be a list of objects such as {"appflow": "https://..."}',
    'http://a 5 null [5] ["http://a"] [{"appflow":5}] [{"appflow":5,"sts":"http://s"}] [{"sts":"http://s"},{"appflow":null}]',
  ],
  ["aws:maxRetries", "must be a whole number", 'many -1 1.5 null [] "3"'],
  ["appflow:maxAttempts", "must be a whole number", "many -1 1.5"],
  [
    "aws:allowedAccountIds",
    "must be a list of account ids",
    '123456789012 {} null text ["production"] [null] ["1234567890123"] ["123456789012","x"]',
  ],
  ["aws:forbiddenAccountIds", "must be a list of account ids", "123456789012 {} [1.5] [-1] [{}]"],
];

describe("A setting that can't be read", () => {
  for (const [key, fault, values] of UNREADABLE)
    for (const value of values.split(" "))
      it(`is refused with what it must be: ${key} ${value}`, () => {
        assert.deepEqual(faultsOf({ [key]: value }), [`${key} ${fault}`]);
      });

  it("is one key without the other, since the SDK's own chain could lead elsewhere", () => {
    for (const [stated, missing] of [
      ["aws:accessKey", "aws:secretKey"],
      ["aws:secretKey", "aws:accessKey"],
      ["aws:token", "aws:accessKey"],
    ] as const) {
      assert.deepEqual(faultsOf({ [stated]: "shh" }), [`${stated} needs ${missing} beside it`]);
      assert.doesNotMatch(connected({ [stated]: "shh" }).errors[0].message, /shh/);
    }
  });

  it("does not hide another one", () => {
    assert.deepEqual(faultsOf({ "aws:insecure": "1", "aws:maxRetries": "x", "appflow:endpoints": "y" }), [
      "configuration-unsupported aws:insecure",
      "aws:maxRetries must be a whole number",
      'appflow:endpoints must be a list of objects such as {"appflow": "https://..."}',
    ]);
  });
});

describe("What an appflow.Provider takes over from the stack", () => {
  const inherited = (configuration: Record<string, string>) => inheritSettings((name) => configuration[name]);

  it("are appflow's settings, then aws's, as appflow's", () => {
    assert.deepEqual(
      inherited({ "aws:region": "a", "aws:maxRetries": "1", "appflow:maxRetries": "2", "aws:insecure": "x" }),
      {
        "appflow:region": "a",
        "appflow:maxRetries": "2",
      },
    );
  });

  it("are the credentials of one block, and never static keys", () => {
    const aws = {
      "aws:profile": "theirs",
      "aws:accessKey": "AKIA",
      "aws:secretKey": "shh",
      "aws:token": "t",
    };
    assert.deepEqual(inherited(aws), { "appflow:profile": "theirs" });
    assert.deepEqual(inherited({ ...aws, "appflow:assumeRole": "{}" }), { "appflow:assumeRole": "{}" });
  });

  it("can't be static keys, which it can be told of", () => {
    const holds = (configuration: Record<string, string>) => hasSecretCredentials((name) => configuration[name]);
    assert.equal(holds({ "aws:accessKey": "AKIA" }), true);
    assert.equal(holds({ "aws:accessKey": "AKIA", "appflow:profile": "ours" }), false);
    assert.equal(holds({ "aws:profile": "p" }), false);
    const token = JSON.stringify({ roleArn: "r", webIdentityToken: "shh" });
    const file = JSON.stringify({ roleArn: "r", webIdentityTokenFile: "/f" });
    assert.equal(holds({ "aws:assumeRoleWithWebIdentity": token }), true);
    assert.equal(holds({ "aws:assumeRoleWithWebIdentity": `[${token}]` }), true);
    for (const role of [file, `[${file}]`, "null"])
      assert.equal(holds({ "aws:assumeRoleWithWebIdentity": role }), false);
  });
});
