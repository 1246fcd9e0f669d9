import type { Connection } from "../config/connection";
import { lazy, limitConcurrency, withTimeout } from "./concurrency";
import { baseConfig, type ServiceName } from "./clientConfig";
import { credentialsOf } from "./credentials";
import type { Operation } from "./errorCodes";
import { type CallTrace, toServiceFailure } from "./errors";
import { LIMITS } from "./limits";

/** What an SDK client needs of its middleware stack and of its commands' ones. */
interface SdkClient {
  send(command: never, options: { abortSignal: AbortSignal }): Promise<unknown>;
}

type Middleware = <Args, Answer>(next: (args: Args) => Promise<Answer>) => (args: Args) => Promise<Answer>;

interface Traceable {
  readonly middlewareStack: {
    add(middleware: Middleware, options: { step: "deserialize"; priority: "low" }): void;
    addRelativeTo(middleware: Middleware, options: { relation: "after"; toMiddleware: "retryMiddleware" }): void;
  };
}

interface CallOptions {
  /** Ends the call with all its attempts. Default: the limit of one call. */
  readonly signal?: AbortSignal | undefined;
  /** Values that AWS may quote and that no message may print. Default: none. */
  readonly sensitive?: readonly string[];
}

/** Makes a call with the SDK, and throws its failure as a diagnostic. */
export type Call<Sdk, Client extends SdkClient> = <T>(
  operation: Operation,
  make: (sdk: Sdk, send: Client["send"]) => Promise<T>,
  options?: CallOptions,
) => Promise<T>;

/** One client of one service, in one region, with one set of credentials. The SDK is loaded for the first call. */
export interface ServiceClient<Sdk, Client extends SdkClient> {
  readonly call: Call<Sdk, Client>;
  readonly client: () => Client;
}

/**
 * Opens a client. The package is CommonJS and loads its dependencies by `require`, which also works under Yarn Plug'n'Play.
 *
 * @param load loads the SDK package
 * @param create makes the client of a configuration
 */
export function openClient<Sdk, Client extends SdkClient>(
  load: () => Sdk,
  create: (sdk: Sdk, config: ClientConfig) => Client,
  { connection, region, service }: { connection: Connection; region: string | undefined; service: ServiceName },
): ServiceClient<Sdk, Client> {
  const client = lazy(() => create(load(), clientConfig(connection, region, service)));
  const limit = limitConcurrency(LIMITS.calls);
  const call: Call<Sdk, Client> = (operation, make, { signal, sensitive = [] } = {}) =>
    limit(async () => {
      // One for all requests of the call: the pages of a list may never end.
      const abortSignal = signal ?? AbortSignal.timeout(LIMITS.call);
      const trace: CallTrace = { failures: [], isSent: false, signal: abortSignal };
      const send = (command: never) => client().send(traced(command, trace), { abortSignal });
      try {
        // The SDK heeds a signal only once it sends: credentials that never come would hold a call for ever.
        const made = (async () => make(load(), send))();
        return await withTimeout(made, LIMITS.call + LIMITS.connect);
      } catch (error) {
        throw toServiceFailure(error, operation, trace, sensitive);
      }
    });
  return { call, client };
}

/**
 * Has a command tell its trace when an attempt is handed to the HTTP handler, and how each of those failed. An attempt begins
 * behind the SDK's retries and is then signed, for which credentials may be missing.
 */
function traced(command: never, trace: CallTrace): never {
  const { middlewareStack } = command as Traceable;
  middlewareStack.addRelativeTo(
    (next) => async (args) => {
      trace.isSent = false;
      try {
        return await next(args);
      } catch (error) {
        if (trace.isSent) trace.failures.push(error);
        throw error;
      }
    },
    { relation: "after", toMiddleware: "retryMiddleware" },
  );
  middlewareStack.add(
    (next) => (args) => {
      trace.isSent = true;
      return next(args);
    },
    { step: "deserialize", priority: "low" },
  );
  return command;
}

export type ClientConfig = ReturnType<typeof clientConfig>;

/** Region, credentials, endpoint, attempts and time limits of a client. */
function clientConfig(connection: Connection, region: string | undefined, service: ServiceName) {
  // Pulumi would show the SDK's notice on Node 20, which this package supports, as a message of every run.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const config = baseConfig(connection, region, service);
  const credentials = credentialsOf(connection, baseConfig(connection, region, "sts"));
  return credentials ? { ...config, credentials } : config;
}

/** A member of an answer that is a string, as the model says. Anything else counts as absent. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
