import { type Finding, finding, type Subject } from "./findings";

/** A role to assume, in the words of `aws:assumeRole` and `aws:assumeRoleWithWebIdentity`. */
export interface AssumeRole {
  readonly roleArn: string;
  readonly sessionName?: string;
  readonly externalId?: string;
  readonly durationSeconds?: number;
  readonly webIdentityToken?: string;
  readonly webIdentityTokenFile?: string;
}

/** Reads one setting of the stack's configuration, or of an appflow.Provider, by its full name such as `aws:region`. */
export type Settings = (name: string) => string | undefined;

/** Settings of the AWS provider whose silent loss could mean another account or endpoint. */
const UNSUPPORTED = [
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
].map((name) => `aws:${name}`);

/** Settings that say who the caller is. */
export const CREDENTIALS: readonly string[] = [
  "profile",
  "accessKey",
  "secretKey",
  "token",
  "assumeRole",
  "assumeRoles",
  "assumeRoleWithWebIdentity",
];

/** What of the settings an appflow.Provider may carry in its own inputs, and so in the state: nothing secret. */
export const PROVIDER_SETTINGS = [
  "region",
  "profile",
  "assumeRole",
  "assumeRoles",
  "assumeRoleWithWebIdentity",
  "endpoint",
  "endpoints",
  "maxAttempts",
  "maxRetries",
  "allowedAccountIds",
  "forbiddenAccountIds",
] as const;

const ROLE_SETTINGS = [
  "roleArn",
  "sessionName",
  "externalId",
  "durationSeconds",
  "webIdentityToken",
  "webIdentityTokenFile",
];

/** What a setting that can't be read should have been. */
const FORMS: Readonly<Record<string, string>> = {
  assumeRole: `must be an object of ${ROLE_SETTINGS.join(", ")}`,
  assumeRoles: `must be a list of objects of ${ROLE_SETTINGS.join(", ")}`,
  assumeRoleWithWebIdentity: `must be an object of ${ROLE_SETTINGS.join(", ")}`,
  endpoints: 'must be a list of objects such as {"appflow": "https://..."}',
  maxAttempts: "must be a whole number",
  maxRetries: "must be a whole number",
  allowedAccountIds: "must be a list of account ids",
  forbiddenAccountIds: "must be a list of account ids",
  preflight: "must be error, warn or off",
  APPFLOW_PREFLIGHT: "must be error, warn or off",
  staleness: "must be warn or off",
  preflightInvoke: "must be true or false",
};

const READING: Subject = { doing: "reading the connection's settings" };

/** Reads one setting as what it shall be; what can't be read so is a finding. */
export type Reader = <T>(name: string, shape: (value: unknown) => T | undefined) => T | undefined;

export function reader(settings: Settings, findings: Finding[]): Reader {
  return (key, shape) => {
    const text = settings(key);
    if (text === undefined || text === "") return undefined;
    const value = shape(parsed(text));
    const fault = FORMS[key.split(":").at(-1) ?? ""] ?? "can't be read";
    if (value === undefined)
      findings.push(finding("error", "configuration-invalid", READING, { key, fault }));
    return value;
  };
}

/** Each unsupported setting that is there. */
export function unsupported(settings: Settings): Finding[] {
  const present = UNSUPPORTED.filter((key) => !["", "false"].includes(settings(key) ?? ""));
  return present.map((key) => finding("error", "configuration-unsupported", READING, { key }));
}

/**
 * What an appflow.Provider takes over from the stack's configuration, under the names of `appflow:*`: it is all that its
 * resources get. Static keys are left out, since they would stand in its state.
 */
export function inheritedSettings(settings: Settings): Record<string, string> {
  const owner = credentialsOwner(settings);
  const inherited = PROVIDER_SETTINGS.map((name) => {
    const shared = settings(`appflow:${name}`) || settings(`aws:${name}`);
    return [`appflow:${name}`, CREDENTIALS.includes(name) ? settings(`${owner}:${name}`) : shared] as const;
  });
  return Object.fromEntries(inherited.flatMap(([key, value]) => (value ? [[key, value]] : [])));
}

/** Whether the credentials in the stack's configuration are secrets, so that they must not stand in a state. */
export function hasSecrets(settings: Settings): boolean {
  const owner = credentialsOwner(settings);
  const webIdentity = parsed(settings(`${owner}:assumeRoleWithWebIdentity`) ?? "");
  return Boolean(settings(`${owner}:accessKey`)) || carriesToken(webIdentity);
}

/** Whether a role comes with its token in clear, not with the token's file. */
export function carriesToken(role: unknown): boolean {
  if (Array.isArray(role)) return role.some(carriesToken);
  return typeof role === "object" && role !== null && "webIdentityToken" in role;
}

/** One key without the other would be ignored, and the SDK's own chain could lead to another account. */
export function halfKeys(settings: Settings, owner: string): Finding[] {
  const keys = [`${owner}:accessKey`, `${owner}:secretKey`];
  const stated = [...keys, `${owner}:token`].find((key) => settings(key));
  const missing = keys.find((key) => !settings(key));
  if (!stated || !missing) return [];
  return [
    finding("error", "configuration-invalid", READING, { key: stated, fault: `needs ${missing} beside it` }),
  ];
}

/** Which of the two blocks of configuration the credentials come from. */
export function credentialsOwner(settings: Settings): "appflow" | "aws" {
  return CREDENTIALS.some((name) => settings(`appflow:${name}`) !== undefined) ? "appflow" : "aws";
}

/** Configuration holds objects as JSON and everything else as plain text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

export function asOneOf<const T extends string>(...words: readonly T[]) {
  return (value: unknown): T | undefined => words.find((word) => word === value);
}

export function asFlag(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

export function asCount(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
}

/** Account ids may have come through JSON as numbers, without their leading zeros. */
export function asAccountIds(value: unknown): string[] | undefined {
  const ids = Array.isArray(value) ? value.map(String) : undefined;
  return ids?.every((id) => /^[0-9]{1,12}$/.test(id)) ? ids.map((id) => id.padStart(12, "0")) : undefined;
}

/** Maps of URLs by service; one that was dropped would lead to AWS itself. */
export function asEndpoints(value: unknown): Record<string, string>[] | undefined {
  const records = asRecords(value);
  const isMap = (record: object) => Object.values(record).every((url) => typeof url === "string");
  return records?.every(isMap) ? (records as Record<string, string>[]) : undefined;
}

function asRecords(value: unknown): Record<string, unknown>[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  return list.every((item) => typeof item === "object" && item !== null && !Array.isArray(item))
    ? (list as Record<string, unknown>[])
    : undefined;
}

/** A session policy or tags that were left out silently would mean another session than the one that was meant. */
export function asRole(value: unknown): AssumeRole | undefined {
  const roles = asRecords(value);
  const role = roles?.length === 1 ? roles[0] : undefined;
  const known = role && Object.keys(role).every((name) => ROLE_SETTINGS.includes(name));
  return known && typeof role["roleArn"] === "string" ? (role as unknown as AssumeRole) : undefined;
}

export function asRoles(value: unknown): AssumeRole[] | undefined {
  const roles = asRecords(value)?.map(asRole);
  return roles?.every((role) => role !== undefined) ? roles : undefined;
}
