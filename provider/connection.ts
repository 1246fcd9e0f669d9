import type { Finding } from "./findings";
import {
  type AssumeRole,
  asAccountIds,
  asCount,
  asEndpoints,
  asRole,
  asRoles,
  credentialsOwner,
  halfKeys,
  type Reader,
  reader,
  type Settings,
  unsupported,
} from "./settings";

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

/** Time limits in milliseconds, and numbers of attempts and of calls at a time. */
export const LIMITS = {
  /** The SDK's default of 3 gives up after about 300 ms of throttling. */
  attempts: 5,
  /**
   * Calls of AppFlow that are under way at a time. The SDK's adaptive mode slows down to a rate that the service allows only
   * while few calls are: of 300 registrations at once at 10 calls a second, 194 failed without this limit and none with it
   * (docs/reliability.md).
   */
  calls: 32,
  /** A host that doesn't take a connection by then is not there. */
  connect: 5_000,
  /** One attempt. RegisterConnector waits for the function, which may take 10 s and a cold start. */
  request: 40_000,
  /** One call with all its attempts and pauses: time for two attempts that hang and one that doesn't. */
  call: 120_000,
  /** After this, an operation makes no further call, whatever it has still to do. No operation needs half of it. */
  operation: 900_000,
  /** How long DescribeConnector may take to show what was written. */
  settle: 30_000,
  /** How long it may take to show who holds a label, after a conflict that says that somebody does. */
  conflict: 3_000,
  /** The pauses between looks: the first one, doubled each time, and the longest. */
  lookPauses: [200, 5_000],
  /** The same between writes that wait for a permission. */
  spreadPauses: [1_000, 8_000],
  /** How long after a look that shows nothing another one is worth making. */
  secondLook: 1_000,
  /** How long a permission that was granted a moment ago may take to reach AppFlow. IAM and Lambda name no number. */
  spread: 60_000,
  /** How far this machine's clock may be from AWS's: from there on the SDK knows the difference. */
  skew: 300_000,
  /** How long a preview looks things up before it says what it has not seen. */
  preview: 30_000,
  /** How long the cause of a refused write is looked for. */
  cause: 10_000,
  /** Look-ups of a preview that are under way at a time. */
  lookUps: 16,
} as const;

/**
 * The connection that settings describe. `appflow:*` wins over `aws:*`, setting by setting, apart from the credentials:
 * those are taken from one of the two, so that a profile of one never mixes with a role of the other.
 */
export function readConnection(settings: Settings): { connection: Connection; findings: Finding[] } {
  const owner = credentialsOwner(settings);
  const findings = [...unsupported(settings), ...halfKeys(settings, owner)];
  const read = reader(settings, findings);
  const either: Reader = (name, shape) => read(`appflow:${name}`, shape) ?? read(`aws:${name}`, shape);
  const maxRetries = either("maxRetries", asCount);
  const connection = compact({
    region: settings("appflow:region") || settings("aws:region") || undefined,
    ...credentials(
      (name) => settings(`${owner}:${name}`) || undefined,
      (name, shape) => read(`${owner}:${name}`, shape),
    ),
    endpoints: endpoints(either("endpoints", asEndpoints) ?? [], settings("appflow:endpoint")),
    maxAttempts:
      read("appflow:maxAttempts", asCount) ?? (maxRetries === undefined ? undefined : maxRetries + 1),
    allowedAccountIds: either("allowedAccountIds", asAccountIds),
    forbiddenAccountIds: either("forbiddenAccountIds", asAccountIds),
  });
  return { connection, findings };
}

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

/**
 * Whether the functions that AppFlow invokes can be looked at. An AppFlow of one's own (an emulator, a recorder) says
 * nothing of where its functions live; asking AWS for them would ask the wrong Lambda.
 */
export function reachesLambda({ endpoints: stated }: Connection, env: NodeJS.ProcessEnv = process.env) {
  const endpoint = (service: string) =>
    stated[service] || env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env["AWS_ENDPOINT_URL"];
  const isAws = /^https:\/\/[^/]+\.(amazonaws\.com(\.cn)?|api\.aws)(:[0-9]+)?(\/|$)/.test(
    endpoint("appflow") ?? "",
  );
  return !endpoint("appflow") || isAws || Boolean(endpoint("lambda"));
}

/** The region that the environment names. AWS_DEFAULT_REGION is boto3's and the AWS CLI's name for it. */
export function environmentRegion(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || undefined;
}

/** What is stated for all services, then what is stated for AppFlow alone. */
function endpoints(records: Record<string, string>[], appflow: string | undefined): Record<string, string> {
  const pairs = records.flatMap((record) => Object.entries(record)).filter(([, url]) => url);
  return { ...Object.fromEntries(pairs), ...(appflow ? { appflow } : {}) };
}

type Compact<T> = { [K in keyof T]?: Exclude<T[K], undefined> } & {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
};

/** Without what is undefined. */
export function compact<T extends object>(value: T): Compact<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Compact<T>;
}
