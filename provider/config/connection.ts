import type { DiagnosticError } from "../diagnostics/diagnostic";
import { compact } from "../resource/path";
import {
  type AssumeRole,
  parseAccountIds,
  parseCount,
  parseEndpoints,
  parseRole,
  parseRoles,
  credentialsNamespace,
  findHalfKeys,
  type Reader,
  settingReader,
  type Settings,
  findUnsupported,
} from "./settings";

/** How to reach AWS. The AWS SDK's own chain (environment, shared files, SSO and so on) decides what is left out. */
export interface Connection {
  /** As the stack's configuration or an appflow.Provider states it. The environment states nothing. */
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

/**
 * Reads the connection that settings describe. `appflow:*` wins over `aws:*`, setting by setting. Credentials come from one
 * of the two alone, so that a profile of one never mixes with a role of the other.
 */
export function readConnection(settings: Settings): { connection: Connection; errors: DiagnosticError[] } {
  const namespace = credentialsNamespace(settings);
  const errors = [...findUnsupported(settings), ...findHalfKeys(settings, namespace)];
  const read = settingReader(settings, errors);
  const either: Reader = (name, shape) => read(`appflow:${name}`, shape) ?? read(`aws:${name}`, shape);
  const maxRetries = either("maxRetries", parseCount);
  const connection = compact({
    region: settings("appflow:region") || settings("aws:region") || undefined,
    ...readCredentials(
      (name) => settings(`${namespace}:${name}`) || undefined,
      (name, shape) => read(`${namespace}:${name}`, shape),
    ),
    endpoints: mergeEndpoints(either("endpoints", parseEndpoints) ?? [], settings("appflow:endpoint")),
    maxAttempts: read("appflow:maxAttempts", parseCount) ?? (maxRetries === undefined ? undefined : maxRetries + 1),
    allowedAccountIds: either("allowedAccountIds", parseAccountIds),
    forbiddenAccountIds: either("forbiddenAccountIds", parseAccountIds),
  });
  return { connection, errors };
}

function readCredentials(text: (name: string) => string | undefined, json: Reader) {
  const accessKeyId = text("accessKey");
  const secretAccessKey = text("secretKey");
  const sessionToken = text("token");
  const role = json("assumeRole", parseRole);
  return {
    profile: text("profile"),
    keys: accessKeyId && secretAccessKey ? compact({ accessKeyId, secretAccessKey, sessionToken }) : undefined,
    assumeRoles: json("assumeRoles", parseRoles) ?? (role ? [role] : []),
    webIdentity: json("assumeRoleWithWebIdentity", parseRole),
  };
}

/** The account that the connection leads to, where it states one: that of the last role it assumes. */
export function findRoleAccount({ assumeRoles, webIdentity }: Connection): string | undefined {
  return (assumeRoles.at(-1) ?? webIdentity)?.roleArn.split(":")[4];
}

/** The setting that excludes an account, if one does. */
export function findExclusion(connection: Connection, accountId: string): string | undefined {
  const { allowedAccountIds: allowed, forbiddenAccountIds: forbidden } = connection;
  if (allowed?.length && !allowed.includes(accountId)) return `allowedAccountIds (${allowed.join(", ")})`;
  if (forbidden?.includes(accountId)) return `forbiddenAccountIds (${forbidden.join(", ")})`;
  return undefined;
}

/**
 * Whether the functions that AppFlow invokes can be looked up. A private AppFlow (an emulator, a recorder) doesn't say where
 * its functions live, and AWS would be the wrong Lambda to ask.
 */
export function canReachLambda({ endpoints: stated }: Connection, env: NodeJS.ProcessEnv = process.env) {
  const endpoint = (service: string) =>
    stated[service] || env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env["AWS_ENDPOINT_URL"];
  const isAws = /^https:\/\/[^/]+\.(amazonaws\.com(\.cn)?|api\.aws)(:[0-9]+)?(\/|$)/.test(endpoint("appflow") ?? "");
  return !endpoint("appflow") || isAws || Boolean(endpoint("lambda"));
}

/** The region that the environment names. AWS_DEFAULT_REGION is boto3's and the AWS CLI's name for it. */
export function readAmbientRegion(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || undefined;
}

/** The endpoints of all services. What is stated for AppFlow alone wins. */
function mergeEndpoints(records: Record<string, string>[], appflow: string | undefined): Record<string, string> {
  const pairs = records.flatMap((record) => Object.entries(record)).filter(([, url]) => url);
  return { ...Object.fromEntries(pairs), ...(appflow ? { appflow } : {}) };
}
