import type { Connection } from "../config/connection";
import { openClient } from "./client";

type Sdk = typeof import("@aws-sdk/client-sts");

/** The account of the credentials, as sts:GetCallerIdentity says. */
export function getCallerAccount(
  connection: Connection,
  region: string | undefined,
  signal?: AbortSignal,
): Promise<string> {
  const { call } = openClient(
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    () => require("@aws-sdk/client-sts") as Sdk,
    (sdk, config) => new sdk.STSClient(config),
    { connection, region, service: "sts" },
  );
  return call(
    "GetCallerIdentity",
    async (sdk, send) => {
      const { Account } = await send(new sdk.GetCallerIdentityCommand({}));
      if (!Account || !/^[0-9]{12}$/.test(Account)) throw new SyntaxError("the answer names no account");
      return Account;
    },
    { signal },
  );
}
