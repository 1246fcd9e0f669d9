import type { Connection } from "../config/connection";
import { LIMITS } from "./limits";

export type ServiceName = "appflow" | "lambda" | "sts";

/** What a client of any service is made with, apart from credentials. */
export function baseConfig(
  { profile, endpoints, maxAttempts }: Connection,
  region: string | undefined,
  service: ServiceName,
) {
  const attempts = maxAttempts ?? (process.env["AWS_MAX_ATTEMPTS"] ? undefined : LIMITS.attempts);
  return {
    ...(region ? { region } : {}),
    ...(profile ? { profile } : {}),
    ...(endpoints[service] ? { endpoint: endpoints[service] } : {}),
    ...(attempts ? { maxAttempts: attempts } : {}),
    // The adaptive mode slows down to the rate that the service allows; the standard mode fails instead.
    ...(process.env["AWS_RETRY_MODE"] ? {} : { retryMode: "adaptive" }),
    requestHandler: {
      connectionTimeout: LIMITS.connect,
      requestTimeout: LIMITS.request,
      throwOnRequestTimeout: true,
    },
  };
}

export type BaseConfig = ReturnType<typeof baseConfig>;
