import { randomBytes } from "node:crypto";

interface Session {
  accountId: string;
  arn: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

export interface SessionCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: Date;
}

/** The latest sessions are kept. */
const LIMIT = 10_000;

export type Sessions = ReturnType<typeof newSessions>;

/** The sessions of assumed roles, by access key id. */
export function newSessions(clock: () => Date) {
  const sessions = new Map<string, Session>();
  return {
    open(accountId: string, arn: string, seconds: number): SessionCredentials {
      const oldest = sessions.keys().next();
      if (sessions.size >= LIMIT && !oldest.done) sessions.delete(oldest.value);
      const accessKeyId = `ASIA${randomBytes(8).toString("hex").toUpperCase()}`;
      const expiration = new Date(clock().getTime() + seconds * 1000);
      sessions.set(accessKeyId, { accountId, arn, expiresAt: expiration.getTime() });
      return {
        accessKeyId,
        secretAccessKey: randomBytes(20).toString("hex"),
        sessionToken: randomBytes(40).toString("base64"),
        expiration,
      };
    },
    find: (accessKeyId: string): Session | undefined => sessions.get(accessKeyId),
  };
}
