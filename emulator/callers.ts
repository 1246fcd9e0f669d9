import { randomBytes } from "node:crypto";
import { partitionOf } from "./arns";
import { exception } from "./errors";
import type { Settings } from "./options";

/** Who calls, as the request's credential scope says. The signature itself is not verified: there is no secret to verify it with. */
export interface Caller {
  accountId: string;
  arn: string;
  region: string;
  partition: string;
}

interface Session {
  accountId: string;
  arn: string;
  expiresAt: number;
}

export interface SessionCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: Date;
}

const CREDENTIAL =
  /^AWS4-HMAC-SHA256\s(?:.*[,\s])?Credential=([^/,\s]{1,128})\/\d{8}\/([a-z0-9-]{1,64})\/([a-z0-9-]{1,64})\/aws4_request(?:,|\s|$)/;
const SESSION_LIMIT = 10_000;

/** The error names differ: the query protocol has shorter ones than the JSON protocols. */
const NAMES = {
  sts: { expired: "ExpiredToken", unknown: "InvalidClientTokenId" },
  json: { expired: "ExpiredTokenException", unknown: "UnrecognizedClientException" },
};

export interface Callers {
  identify(authorization: string | undefined, service: string): Caller;
  openSession(accountId: string, arn: string, seconds: number): SessionCredentials;
}

export function callers(given: Pick<Settings, "accounts" | "accountId" | "clock">): Callers {
  const sessions = new Map<string, Session>();
  return {
    identify(authorization, service) {
      const { accessKeyId, region } = credentialScope(authorization, service);
      const { accountId, arn } = accountOf(accessKeyId, service, sessions, given);
      const partition = partitionOf(region);
      return { accountId, region, partition, arn: arn ?? `arn:${partition}:iam::${accountId}:user/emulator` };
    },
    openSession(accountId, arn, seconds) {
      const oldest = sessions.keys().next();
      if (sessions.size >= SESSION_LIMIT && !oldest.done) sessions.delete(oldest.value);
      const accessKeyId = `ASIA${randomBytes(8).toString("hex").toUpperCase()}`;
      const expiration = new Date(given.clock().getTime() + seconds * 1000);
      sessions.set(accessKeyId, { accountId, arn, expiresAt: expiration.getTime() });
      return {
        accessKeyId,
        secretAccessKey: randomBytes(20).toString("hex"),
        sessionToken: randomBytes(40).toString("base64"),
        expiration,
      };
    },
  };
}

function accountOf(
  accessKeyId: string,
  service: string,
  sessions: ReadonlyMap<string, Session>,
  { accounts, accountId, clock }: Pick<Settings, "accounts" | "accountId" | "clock">,
): { accountId: string; arn?: string } {
  const names = service === "sts" ? NAMES.sts : NAMES.json;
  const session = sessions.get(accessKeyId);
  if (session && session.expiresAt <= clock().getTime())
    throw exception(names.expired, "The security token included in the request is expired");
  const known = session ?? accounts[accessKeyId];
  if (known) return known;
  // A session of an emulator that was stopped must never fall to the default account.
  if (accessKeyId.startsWith("ASIA"))
    throw exception(names.unknown, "The security token included in the request is invalid.");
  return { accountId: /^\d{12}$/.test(accessKeyId) ? accessKeyId : accountId };
}

function credentialScope(
  authorization: string | undefined,
  service: string,
): { accessKeyId: string; region: string } {
  const parts = CREDENTIAL.exec(authorization ?? "");
  if (!parts) throw exception("MissingAuthenticationTokenException", "Missing Authentication Token");
  const [, accessKeyId, region, scopedTo] = parts as unknown as [string, string, string, string];
  if (scopedTo !== service)
    throw exception(
      "InvalidSignatureException",
      `Credential should be scoped to correct service: '${service}'.`,
    );
  return { accessKeyId, region };
}
