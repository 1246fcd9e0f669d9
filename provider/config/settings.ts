import { type DiagnosticError, failure } from "../diagnostics/diagnostic";
import type { Scope } from "../diagnostics/scope";

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

/** Settings of the AWS provider that could mean another account or endpoint if they were ignored. */
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

/** The settings that an appflow.Provider keeps in its inputs, and so in the state: nothing secret. */
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

/** What a setting must be, for the message of one that can't be read. */
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

const SCOPE: Scope = { action: "reading the connection's settings" };

/** Parses one setting. One that can't be parsed becomes a finding. */
export type Reader = <T>(name: string, shape: (value: unknown) => T | undefined) => T | undefined;

export function settingReader(settings: Settings, errors: DiagnosticError[]): Reader {
  return (key, shape) => {
    const text = settings(key);
    if (text === undefined || text === "") return undefined;
    const value = shape(parseJson(text));
    const fault = FORMS[key.split(":").at(-1) ?? ""] ?? "can't be read";
    if (value === undefined) errors.push(failure("configuration-invalid", { key, fault }, SCOPE));
    return value;
  };
}

/** A finding for each unsupported setting that is stated. */
export function findUnsupported(settings: Settings): DiagnosticError[] {
  const present = UNSUPPORTED.filter((key) => !["", "false"].includes(settings(key) ?? ""));
  return present.map((key) => failure("configuration-unsupported", { key }, SCOPE));
}

/**
 * What an appflow.Provider inherits from the stack's configuration, under the names of `appflow:*`; its resources get
 * nothing else. Static keys are left out: they would stand in the state.
 */
export function inheritSettings(settings: Settings): Record<string, string> {
  const namespace = credentialsNamespace(settings);
  const inherited = PROVIDER_SETTINGS.map((name) => {
    const shared = settings(`appflow:${name}`) || settings(`aws:${name}`);
    return [`appflow:${name}`, CREDENTIALS.includes(name) ? settings(`${namespace}:${name}`) : shared] as const;
  });
  return Object.fromEntries(inherited.flatMap(([key, value]) => (value ? [[key, value]] : [])));
}

/** Whether the stack's configuration holds secret credentials, which must not stand in a state. */
export function hasSecretCredentials(settings: Settings): boolean {
  const namespace = credentialsNamespace(settings);
  const webIdentity = parseJson(settings(`${namespace}:assumeRoleWithWebIdentity`) ?? "");
  return Boolean(settings(`${namespace}:accessKey`)) || hasToken(webIdentity);
}

/** Whether a role states its token itself instead of the token's file. */
export function hasToken(role: unknown): boolean {
  if (Array.isArray(role)) return role.some(hasToken);
  return typeof role === "object" && role !== null && "webIdentityToken" in role;
}

/** The SDK ignores one key without the other, and its own chain could lead to another account. */
export function findHalfKeys(settings: Settings, namespace: string): DiagnosticError[] {
  const keys = [`${namespace}:accessKey`, `${namespace}:secretKey`];
  const stated = [...keys, `${namespace}:token`].find((key) => settings(key));
  const missing = keys.find((key) => !settings(key));
  if (!stated || !missing) return [];
  return [failure("configuration-invalid", { key: stated, fault: `needs ${missing} beside it` }, SCOPE)];
}

/** The namespace of the configuration that states the credentials. */
export function credentialsNamespace(settings: Settings): "appflow" | "aws" {
  return CREDENTIALS.some((name) => settings(`appflow:${name}`) !== undefined) ? "appflow" : "aws";
}

/** The configuration holds objects as JSON and everything else as plain text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

export function parseOneOf<const T extends string>(...words: readonly T[]) {
  return (value: unknown): T | undefined => words.find((word) => word === value);
}

export function parseFlag(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

export function parseCount(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
}

/** JSON may have made numbers of account ids, without their leading zeros. */
export function parseAccountIds(value: unknown): string[] | undefined {
  const ids = Array.isArray(value) ? value.map(String) : undefined;
  return ids?.every((id) => /^[0-9]{1,12}$/.test(id)) ? ids.map((id) => id.padStart(12, "0")) : undefined;
}

/** Maps of URLs by service. A dropped one would lead to AWS itself. */
export function parseEndpoints(value: unknown): Record<string, string>[] | undefined {
  const records = parseRecords(value);
  const isMap = (record: object) => Object.values(record).every((url) => typeof url === "string");
  return records?.every(isMap) ? (records as Record<string, string>[]) : undefined;
}

function parseRecords(value: unknown): Record<string, unknown>[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  return list.every((item) => typeof item === "object" && item !== null && !Array.isArray(item))
    ? (list as Record<string, unknown>[])
    : undefined;
}

/** A session without its policy or tags would be another session, so an unknown member is refused. */
export function parseRole(value: unknown): AssumeRole | undefined {
  const roles = parseRecords(value);
  const role = roles?.length === 1 ? roles[0] : undefined;
  const known = role && Object.keys(role).every((name) => ROLE_SETTINGS.includes(name));
  return known && typeof role["roleArn"] === "string" ? (role as unknown as AssumeRole) : undefined;
}

export function parseRoles(value: unknown): AssumeRole[] | undefined {
  const roles = parseRecords(value)?.map(parseRole);
  return roles?.every((role) => role !== undefined) ? roles : undefined;
}
