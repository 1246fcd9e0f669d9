// What no service should answer, by what it is.

type Bodies = Readonly<Record<string, () => string | Buffer>>;

const LEVELS = 10_000;
const MEMBERS = 100_000;
const LAMBDA = "arn:aws:lambda:eu-west-1:123456789012:function:crm";

/** In place of an answer, or of one of its members. */
export const VALUES: Bodies = {
  null: () => "null",
  true: () => "true",
  "a small number": () => "5",
  "a negative number": () => "-1.5",
  "a number beyond doubles": () => "1e999",
  "a date out of range": () => "8640000000001",
  "a date beyond doubles": () => "-1e999",
  "NaN, which is no JSON": () => "NaN",
  "NaN as text": () => `"NaN"`,
  "Infinity as text": () => `"-Infinity"`,
  "no date": () => `"2026-13-45T25:61:61Z"`,
  "no text": () => `""`,
  "white space": () => `" \\n\\t "`,
  // The engine's host drops such a half (measured).
  "half of a pair of surrogates": () => `"a\\ud800b"`,
  "what a terminal obeys": () => `"\\u0000\\u001b[2J\\u0007\\u009b31m"`,
  "an ARN without a good account": () => `"arn:aws:appflow:eu-west-1:12345:connector/crm"`,
  "an ARN without an account": () => `"arn:aws:appflow:eu-west-1::connector/crm"`,
  "an empty list": () => "[]",
  "a list of nulls": () => "[null, null]",
  "a list of lists": () => "[[[]], [{}]]",
  "a list of anything": () => `[1, true, "SOURCE", {"a": [null]}, 1e999]`,
  "an empty object": () => "{}",
  "an object of nulls": () => `{"a": null, "message": null, "__type": null}`,
  "names of what every object has": () =>
    `{"__proto__": {"isPolluted": true}, "constructor": {"prototype": {"isPolluted": true}}, "toString": 1,
      "hasOwnProperty": null, "valueOf": {}, "toJSON": "x", "length": -1, "then": "x"}`,
  "a message that is no text": () => `{"message": {"a": 1}, "__type": ["x"]}`,
  "a message that is a number": () => `{"message": 5, "code": 5}`,
  "deep lists": () => "[".repeat(LEVELS) + "]".repeat(LEVELS),
  "deep objects": () => `{"a":`.repeat(LEVELS) + "1" + "}".repeat(LEVELS),
  "a long text": () => `"${"x".repeat(200_000)}"`,
  "a long message": () => `{"message": "${"x".repeat(2_000_000)}"}`,
  "a long list": () => `[${"null,".repeat(MEMBERS)}1]`,
  "a long list of objects": () => `[${"{},".repeat(MEMBERS)}{}]`,
  "an object of many members": () => `{${Array.from({ length: MEMBERS }, (_, n) => `"m${n}":${n}`).join(",")}}`,
  "invalid UTF-8": () => Buffer.from([0x22, 0xc3, 0x28, 0xff, 0xfe, 0xed, 0xa0, 0x80, 0x22]),
};

/** In place of an answer alone. */
export const BODIES: Bodies = {
  ...VALUES,
  nothing: () => "",
  "half of an object": () => `{"connectorConfiguration": {"connectorArn": "arn:aws:`,
  "any bytes": () => Buffer.from(Array.from({ length: 1_000 }, (_, n) => (n * 7919) % 256)),
  "a page of HTML": () => "<!DOCTYPE html><html><body><h1>It works!</h1><br></body></html>",
  "an object with an ARN without a good account": () =>
    `{"connectorArn": "arn:aws:appflow:eu-west-1:12345:connector/crm"}`,
  "an object with an ARN without an account": () => `{"connectorArn": "arn:aws:appflow:eu-west-1::connector/crm"}`,
  "a connector of numbers": () => connector("5"),
  "a connector of numbers beyond doubles": () => connector("1e999"),
  "a connector of objects": () => connector(`{"a": 1}`),
  "a connector of lists": () => connector("[null, [1]]"),
  "a connector of deep lists": () => connector("[".repeat(LEVELS) + "]".repeat(LEVELS)),
  "a connector of long texts": () => connector(`"${"x".repeat(20_000)}"`),
  "a connector whose ARN is a number": () => sound(`"connectorArn": 5`),
  "a connector of no account": () => sound(`"connectorArn": "arn:aws:appflow:eu-west-1:12345:connector/crm"`),
  "a connector whose date is a text": () => sound(`"registeredAt": "yesterday"`),
  "a connector of no date": () => sound(`"registeredAt": 8640000000001`),
  "a connector of another date": () => sound(`"registeredAt": 1`),
  "a connector whose modes are a text": () => sound(`"connectorModes": "SOURCE"`),
  "a connector whose modes are anything": () => sound(`"connectorModes": [1, null, "SOURCE", {}]`),
  "lists of nulls": () => `{"connectors": [null], "connectorProfileDetails": [null]}`,
  "an object where a list is due": () => `{"connectors": {}, "connectorProfileDetails": {}}`,
  "names that are no text": () =>
    `{"connectors": [{"connectorType": "CustomConnector", "connectorLabel": {"a": 1}}],
      "connectorProfileDetails": [{"connectorProfileName": {"a": 1}}]}`,
  "a function of other types": () =>
    `{"Configuration": {"State": {"a": 1}, "StateReason": 5, "LastModified": 5}, "Policy": {"Statement": []}}`,
  "a function's answer of other types": () =>
    `{"isSuccess": true, "connectorName": {"a": 1}, "connectorVersion": 5, "connectorModes": [{}, null]}`,
  "a function's refusal of other types": () =>
    `{"isSuccess": false, "errorDetails": {"errorCode": {"a": 1}, "errorMessage": ["\\u001b[2J"]}}`,
  "a policy that is no JSON": () => `{"Policy": "{"}`,
  "a policy of other types": () => `{"Policy": "{\\"Statement\\": [{\\"Effect\\": \\"Deny\\", \\"Sid\\": {}}]}"}`,
  "XML without what matters": () => "<GetCallerIdentityResponse/>",
  "XML with an object": () => identity("<a><b>1</b></a>"),
  "XML with a list": () => identity("1</Account><Account>2"),
  "XML with no account": () => identity(""),
  "XML with an account that is none": () => identity("nobody"),
  "XML with names of what every object has": () =>
    identity("<__proto__><isPolluted>true</isPolluted></__proto__><toString>1</toString>"),
  "XML with entities of its own": () =>
    `<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>${identity("&c;&c;")}`,
  "deep XML": () => identity("<a>".repeat(LEVELS) + "</a>".repeat(LEVELS)),
  "long XML": () => identity("1".repeat(2_000_000)),
};

const SHOWN = [
  ...["connectorDescription", "connectorName", "connectorOwner", "connectorVersion", "connectorModes"],
  ...["connectorProvisioningConfig", "connectorProvisioningType", "registeredBy", "logoURL"],
  ...["authenticationConfig", "connectorRuntimeSettings", "supportedOperators", "canUseAsSource"],
];

/** A connector whose members all have one value, apart from its date: with a wrong one, the AWS SDK reads none of them. */
function connector(value: string): string {
  return sound(SHOWN.map((name) => `"${name}": ${value}`).join(", "));
}

/** The connector as DescribeConnector and ListConnectors show it, apart from these members: the last of one name counts. */
function sound(members: string): string {
  const shown = `{"connectorArn": "arn:aws:appflow:eu-west-1:123456789012:connector/crm", "connectorLabel": "crm",
    "connectorType": "CustomConnector", "connectorDescription": "of sales", "connectorModes": ["SOURCE"],
    "connectorProvisioningConfig": {"lambda": {"lambdaArn": "${LAMBDA}"}}, ${members}}`;
  return `{"connectorConfiguration": ${shown}, "connectors": [${shown}]}`;
}

function identity(account: string): string {
  return `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
}

const made = new Map<string, Buffer>();

/** What has that name, made once; or the text itself. */
export function bodyOf(name: string): Buffer {
  if (!Object.hasOwn(BODIES, name)) return Buffer.from(name);
  const body = made.get(name) ?? Buffer.from(BODIES[name]?.() ?? "");
  made.set(name, body);
  return body;
}
