import type { STSClient, STSClientConfig } from "@aws-sdk/client-sts";
import { type Connection, LIMITS } from "./connection";
import { attempt } from "./failures";
import { failure, type Subject } from "./findings";
import type { AssumeRole } from "./settings";

/** The account of the credentials. */
export async function callerAccount(
  connection: Connection,
  region: string | undefined,
  subject: Subject,
  signal?: AbortSignal,
): Promise<string> {
  return attempt("GetCallerIdentity", subject, async () => {
    const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
    const client = new STSClient(await clientConfig(connection, region, "sts"));
    const { Account } = await sentInTime(client.send(new GetCallerIdentityCommand({}), until(signal)));
    if (!Account || !/^[0-9]{12}$/.test(Account)) throw new SyntaxError("the answer names no account");
    return Account;
  });
}

/** A member of an answer that is a text, as the model says; what is none is taken as absent. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The option that ends a call, with all its attempts: with the signal, or when the time of one call is over. */
export function until(signal: AbortSignal = AbortSignal.timeout(LIMITS.call)) {
  return { abortSignal: signal };
}

/** The SDK heeds a signal once it sends: credentials that never come, or a turn of its own, would hold a call for ever. */
export async function sentInTime<T>(
  call: Promise<T>,
  within: number = LIMITS.call + LIMITS.connect,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = Object.assign(new Error("it was not sent in time"), { name: "TimeoutError" });
    timer = setTimeout(() => reject(error), within);
  });
  return Promise.race([call, late]).finally(() => clearTimeout(timer));
}

interface Attempting {
  readonly middlewareStack: {
    add(
      middleware: <Args, Answer>(next: (args: Args) => Promise<Answer>) => (args: Args) => Promise<Answer>,
      options: { step: "finalizeRequest"; priority: "low"; name: string },
    ): void;
  };
}

/**
 * Has each failure of a client know those of the attempts before it: the SDK throws only the last one, and an earlier one may
 * have had its effect.
 */
export function rememberAttempts<C extends Attempting>(client: C): C {
  client.middlewareStack.add(
    (next) => {
      const earlier: unknown[] = [];
      return async (args) => {
        try {
          return await next(args);
        } catch (error) {
          if (error instanceof Error) Object.assign(error, { earlier: [...earlier] });
          earlier.push(error);
          throw error;
        }
      };
    },
    { step: "finalizeRequest", priority: "low", name: "rememberAttempts" },
  );
  return client;
}

/** What an SDK client is made with: region, credentials, endpoint, attempts and time limits. */
export async function clientConfig(
  connection: Connection,
  region: string | undefined,
  service: "appflow" | "lambda" | "sts",
) {
  // Pulumi would show the SDK's notice on Node 20, which this package supports, as a message of every run.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const credentials = await assumedCredentials(connection, region);
  return { ...baseConfig(connection, region, service), ...(credentials ? { credentials } : {}) };
}

function baseConfig(
  { profile, keys, endpoints, maxAttempts }: Connection,
  region: string | undefined,
  service: string,
) {
  const attempts = maxAttempts ?? (process.env["AWS_MAX_ATTEMPTS"] ? undefined : LIMITS.attempts);
  return {
    ...(region ? { region } : {}),
    ...(profile ? { profile } : {}),
    ...(keys ? { credentials: keys } : {}),
    ...(endpoints[service] ? { endpoint: endpoints[service] } : {}),
    ...(attempts ? { maxAttempts: attempts } : {}),
    // It slows down to the rate that the service allows; the standard mode fails instead.
    ...(process.env["AWS_RETRY_MODE"] ? {} : { retryMode: "adaptive" }),
    requestHandler: {
      connectionTimeout: LIMITS.connect,
      requestTimeout: LIMITS.request,
      throwOnRequestTimeout: true,
    },
  };
}

type Credentials = Extract<STSClientConfig["credentials"], (...args: never[]) => unknown>;

/** Credentials of the last of the roles, each assumed with those of the one before; undefined without a role. */
async function assumedCredentials(
  connection: Connection,
  region: string | undefined,
): Promise<Credentials | undefined> {
  const { assumeRoles, webIdentity } = connection;
  if (assumeRoles.length === 0 && !webIdentity) return undefined;
  const sdk = await import("@aws-sdk/client-sts");
  const base = baseConfig(connection, region, "sts");
  const signIn = webIdentity && (() => withWebIdentity(sdk, new sdk.STSClient(base), webIdentity));
  return assumeRoles.reduce<Credentials | undefined>((credentials, role) => {
    const client = new sdk.STSClient({ ...base, ...(credentials ? { credentials } : {}) });
    return () => withRole(sdk, client, role);
  }, signIn);
}

const ASSUMING: Subject = { doing: "assuming the role" };

type StsSdk = typeof import("@aws-sdk/client-sts");

async function withRole(sdk: StsSdk, client: STSClient, role: AssumeRole) {
  return attempt("AssumeRole", ASSUMING, async () => {
    const { Credentials } = await client.send(new sdk.AssumeRoleCommand(session(role)), until());
    return toCredentials(Credentials);
  });
}

async function withWebIdentity(sdk: StsSdk, client: STSClient, role: AssumeRole) {
  const token = role.webIdentityToken ?? (await readToken(role.webIdentityTokenFile));
  return attempt("AssumeRoleWithWebIdentity", ASSUMING, async () => {
    const command = new sdk.AssumeRoleWithWebIdentityCommand({ ...session(role), WebIdentityToken: token });
    return toCredentials((await client.send(command, until())).Credentials);
  });
}

async function readToken(file = ""): Promise<string> {
  const { readFile } = await import("node:fs/promises");
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    const fault = `can't be read (${error.code ?? "unknown"})`;
    throw failure("configuration-invalid", ASSUMING, { key: "webIdentityTokenFile", fault });
  });
  return text.trim();
}

function session({ roleArn, sessionName, externalId, durationSeconds }: AssumeRole) {
  return {
    RoleArn: roleArn,
    RoleSessionName: sessionName ?? "pulumi-appflow-connector",
    ...(externalId ? { ExternalId: externalId } : {}),
    ...(durationSeconds ? { DurationSeconds: durationSeconds } : {}),
  };
}

interface SessionCredentials {
  AccessKeyId?: string | undefined;
  SecretAccessKey?: string | undefined;
  SessionToken?: string | undefined;
  Expiration?: Date | undefined;
}

function toCredentials(session: SessionCredentials | undefined) {
  return {
    accessKeyId: session?.AccessKeyId ?? "",
    secretAccessKey: session?.SecretAccessKey ?? "",
    ...(session?.SessionToken ? { sessionToken: session.SessionToken } : {}),
    ...(session?.Expiration ? { expiration: session.Expiration } : {}),
  };
}

/** A failure is not remembered: the next caller tries again. */
export function once<A extends unknown[], T>(make: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
  let made: Promise<T> | undefined;
  return (...args) =>
    (made ??= make(...args).catch((error: unknown) => {
      made = undefined;
      throw error;
    }));
}
