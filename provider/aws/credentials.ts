import { readFile } from "node:fs/promises";
import type { STSClientConfig } from "@aws-sdk/client-sts";
import type { Connection } from "../config/connection";
import type { AssumeRole } from "../config/settings";
import { DiagnosticError, failure } from "../diagnostics/diagnostic";
import type { BaseConfig } from "./clientConfig";
import { withTimeout } from "./concurrency";
import type { Operation } from "./errorCodes";
import { toServiceFailure } from "./errors";
import { LIMITS } from "./limits";

type Sdk = typeof import("@aws-sdk/credential-providers");
type Credentials = NonNullable<STSClientConfig["credentials"]>;

const SCOPE = { action: "assuming the role" };

/**
 * The credentials that the connection states: its keys, or those of the last of its roles, each assumed with those of the one
 * before. Undefined leaves them to the SDK's own chain.
 *
 * @param config what the STS clients are made with
 */
export function credentialsOf(
  { keys, assumeRoles, webIdentity }: Connection,
  config: BaseConfig,
): Credentials | undefined {
  if (assumeRoles.length === 0 && !webIdentity) return keys;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const sdk = require("@aws-sdk/credential-providers") as Sdk;
  const base = webIdentity ? signIn(sdk, webIdentity, config) : keys;
  return assumeRoles.reduce<Credentials | undefined>(
    (credentials, role) => assumeRole(sdk, role, credentials, config),
    base,
  );
}

function assumeRole(
  sdk: Sdk,
  { roleArn, sessionName, externalId, durationSeconds }: AssumeRole,
  credentials: Credentials | undefined,
  clientConfig: BaseConfig,
): Credentials {
  const provider = sdk.fromTemporaryCredentials({
    ...(credentials ? { masterCredentials: credentials } : {}),
    clientConfig,
    params: {
      RoleArn: roleArn,
      RoleSessionName: sessionName ?? DEFAULT_SESSION,
      ...(externalId ? { ExternalId: externalId } : {}),
      ...(durationSeconds ? { DurationSeconds: durationSeconds } : {}),
    },
  });
  return withRefusal("AssumeRole", provider);
}

const DEFAULT_SESSION = "pulumi-appflow-connector";

/** Assumes a role with the token of an identity provider. The file is read each time: CI systems renew it. */
function signIn(sdk: Sdk, role: AssumeRole, clientConfig: BaseConfig): Credentials {
  return withRefusal("AssumeRoleWithWebIdentity", async () =>
    sdk.fromWebToken({
      clientConfig,
      roleArn: role.roleArn,
      roleSessionName: role.sessionName ?? DEFAULT_SESSION,
      webIdentityToken: role.webIdentityToken ?? (await readToken(role.webIdentityTokenFile)),
      ...(role.durationSeconds ? { durationSeconds: role.durationSeconds } : {}),
    })(),
  );
}

/** The client that asks for credentials would call STS's refusal one of its own operation. */
function withRefusal<P extends (...args: never[]) => Promise<unknown>>(operation: Operation, provider: P): P {
  return (async (...args: Parameters<P>) => {
    try {
      return await withTimeout(provider(...args), LIMITS.call);
    } catch (error) {
      throw error instanceof DiagnosticError ? error : toServiceFailure(error, operation).with({ scope: SCOPE });
    }
  }) as P;
}

async function readToken(file = ""): Promise<string> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    const fault = `can't be read (${error.code ?? "unknown"})`;
    throw failure("configuration-invalid", { key: "webIdentityTokenFile", fault }, SCOPE);
  });
  return text.trim();
}
