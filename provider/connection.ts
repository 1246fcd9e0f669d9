import { type Finding, finding, type Subject } from "./findings";

/** Reads one setting of the stack's configuration, or of an appflow.Provider, by its full name such as `aws:region`. */
export type Settings = (name: string) => string | undefined;

/** A role to assume, in the words of `aws:assumeRole` and `aws:assumeRoleWithWebIdentity`. */
export interface AssumeRole {
  readonly roleArn: string;
  readonly sessionName?: string;
  readonly externalId?: string;
  readonly durationSeconds?: number;
  readonly webIdentityToken?: string;
  readonly webIdentityTokenFile?: string;
}

const ROLE_SETTINGS = [
  "roleArn",
  "sessionName",
  "externalId",
  "durationSeconds",
  "webIdentityToken",
  "webIdentityTokenFile",
];

/** How to reach AppFlow. What is left out is the AWS SDK's own business: environment, shared files, SSO and so on. */
export interface Connection {
  /** As the stack's configuration or an appflow.Provider states it; the environment's is no statement. */
  readonly region?: string;
  readonly profile?: string;
  readonly keys?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** Assumed one after the other. */
  readonly assumeRoles: readonly AssumeRole[];
  readonly webIdentity?: AssumeRole;
  readonly endpoints: Readonly<Record<string, string>>;
  readonly maxAttempts?: number;
  readonly allowedAccountIds?: readonly string[];
  readonly forbiddenAccountIds?: readonly string[];
}

/** Time limits and attempts, in milliseconds where it is time. */
export const LIMITS = {
  /** The SDK's default of 3 gives up after about 300 ms of throttling. */
  attempts: 5,
  connect: 5_000,
  /** RegisterConnector waits for the function, which may take 10 s and a cold start. */
  request: 40_000,
  /** How long DescribeConnector may take to show what was written. */
  settle: 30_000,
} as const;

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
};

const READING: Subject = { doing: "connecting for" };

/**
 * The connection that settings describe. `appflow:*` wins over `aws:*`, setting by setting, apart from the credentials:
 * those are taken from one of the two, so that a profile of one never mixes with a role of the other.
 */
export function readConnection(settings: Settings): { connection: Connection; findings: Finding[] } {
  const findings = UNSUPPORTED.filter((key) => settings(key) !== undefined).map((key) =>
    finding("error", "configuration-unsupported", READING, { key }),
  );
  const json = <T>(key: string, shape: (value: unknown) => T | undefined): T | undefined => {
    const text = settings(key);
    if (text === undefined || text === "") return undefined;
    const value = shape(parsed(text));
    if (value === undefined)
      findings.push(
        finding("error", "configuration-invalid", READING, {
          key,
          fault: FORMS[key.split(":")[1] ?? ""] ?? "can't be read",
        }),
      );
    return value;
  };
  const either = <T>(name: string, shape: (value: unknown) => T | undefined): T | undefined =>
    json(`appflow:${name}`, shape) ?? json(`aws:${name}`, shape);

  const owner = credentialsOwner(settings);
  const maxRetries = either("maxRetries", asCount);
  const connection = compact({
    region: settings("appflow:region") || settings("aws:region"),
    ...credentials(
      (name) => settings(`${owner}:${name}`) || undefined,
      (name, shape) => json(`${owner}:${name}`, shape),
    ),
    endpoints: endpoints(either("endpoints", asRecords) ?? [], settings("appflow:endpoint")),
    maxAttempts:
      json("appflow:maxAttempts", asCount) ?? (maxRetries === undefined ? undefined : maxRetries + 1),
    allowedAccountIds: either("allowedAccountIds", asStrings),
    forbiddenAccountIds: either("forbiddenAccountIds", asStrings),
  });
  return { connection, findings };
}

/**
 * What an appflow.Provider takes over from the stack's configuration, under the names of `appflow:*`: it is all that its
 * resources get. Static keys are left out, since they would stand in its state.
 */
export function inheritedSettings(settings: Settings): Record<string, string> {
  const owner = credentialsOwner(settings);
  const inherited = PROVIDER_SETTINGS.map((name) => {
    const shared = settings(`appflow:${name}`) ?? settings(`aws:${name}`);
    return [`appflow:${name}`, CREDENTIALS.includes(name) ? settings(`${owner}:${name}`) : shared] as const;
  });
  return Object.fromEntries(inherited.flatMap(([key, value]) => (value ? [[key, value]] : [])));
}

/** Whether the stack's configuration holds static keys that its resources use. */
export function hasStaticKeys(settings: Settings): boolean {
  return Boolean(settings(`${credentialsOwner(settings)}:accessKey`));
}

/** Which of the two blocks of configuration the credentials come from. */
function credentialsOwner(settings: Settings): "appflow" | "aws" {
  return CREDENTIALS.some((name) => settings(`appflow:${name}`) !== undefined) ? "appflow" : "aws";
}

type Reader = <T>(name: string, shape: (value: unknown) => T | undefined) => T | undefined;

function credentials(text: (name: string) => string | undefined, json: Reader) {
  const accessKeyId = text("accessKey");
  const secretAccessKey = text("secretKey");
  const sessionToken = text("token");
  const role = json("assumeRole", asRole);
  return {
    profile: text("profile"),
    keys:
      accessKeyId && secretAccessKey ? compact({ accessKeyId, secretAccessKey, sessionToken }) : undefined,
    assumeRoles: json("assumeRoles", asRoles) ?? (role ? [role] : []),
    webIdentity: json("assumeRoleWithWebIdentity", asRole),
  };
}

/** The account that the connection leads to, where it says so itself: that of the last role it assumes. */
export function statedAccount({ assumeRoles, webIdentity }: Connection): string | undefined {
  return (assumeRoles.at(-1) ?? webIdentity)?.roleArn.split(":")[4];
}

/** Which of the two settings excludes the account, if one does. */
export function excludedBy(connection: Connection, accountId: string): string | undefined {
  const { allowedAccountIds: allowed, forbiddenAccountIds: forbidden } = connection;
  if (allowed?.length && !allowed.includes(accountId)) return `allowedAccountIds (${allowed.join(", ")})`;
  if (forbidden?.includes(accountId)) return `forbiddenAccountIds (${forbidden.join(", ")})`;
  return undefined;
}

/** The region that the environment names. AWS_DEFAULT_REGION is boto3's and the AWS CLI's name for it. */
export function environmentRegion(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || undefined;
}

function endpoints(records: Record<string, unknown>[], appflow: string | undefined): Record<string, string> {
  const pairs = records
    .flatMap((record) => Object.entries(record))
    .filter(([, url]) => typeof url === "string" && url);
  return { ...(Object.fromEntries(pairs) as Record<string, string>), ...(appflow ? { appflow } : {}) };
}

/** Configuration holds objects as JSON and everything else as plain text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function asCount(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
}

/** Account ids may have come through JSON as numbers, without their leading zeros. */
function asStrings(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.map((id) => String(id).padStart(12, "0")) : undefined;
}

function asRecords(value: unknown): Record<string, unknown>[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  return list.every((item) => typeof item === "object" && item !== null)
    ? (list as Record<string, unknown>[])
    : undefined;
}

/** A session policy or tags that were left out silently would mean another session than the one that was meant. */
function asRole(value: unknown): AssumeRole | undefined {
  const role = asRecords(value)?.[0];
  const known = role && Object.keys(role).every((name) => ROLE_SETTINGS.includes(name));
  return known && typeof role["roleArn"] === "string" ? (role as unknown as AssumeRole) : undefined;
}

function asRoles(value: unknown): AssumeRole[] | undefined {
  const roles = asRecords(value)?.map(asRole);
  return roles?.every((role) => role !== undefined) ? roles : undefined;
}

type Compact<T> = { [K in keyof T]?: Exclude<T[K], undefined> } & {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
};

function compact<T extends object>(value: T): Compact<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Compact<T>;
}
