import { partitionOf } from "../aws/arns";
import { refuse } from "../aws/serviceException";
import type { Caller, Emulation } from "../services/call";
import type { Service } from "../services/service";

const CREDENTIAL =
  /^AWS4-HMAC-SHA256\s(?:.*[,\s])?Credential=(?<accessKeyId>[^/,\s]{1,128})\/\d{8}\/(?<region>[a-z0-9-]{1,64})\/(?<scope>[a-z0-9-]{1,64})\/aws4_request(?:,|\s|$)/;

/** The query protocol's names of these errors are shorter than the JSON protocols'. */
const STS_ERRORS = { expired: "ExpiredToken", unknown: "InvalidClientTokenId" };
const JSON_ERRORS = { expired: "ExpiredTokenException", unknown: "UnrecognizedClientException" };

/** Who calls, by the request's credential scope. The signature is not verified: there is no secret to verify it with. */
export function identifyCaller(
  emulation: Emulation,
  authorization: string | undefined,
  service: Service["name"],
): Caller {
  const credential = CREDENTIAL.exec(authorization ?? "")?.groups;
  if (!credential) refuse("MissingAuthenticationTokenException", "Missing Authentication Token");
  const { accessKeyId = "", region = "", scope } = credential;
  if (scope !== service)
    refuse("InvalidSignatureException", `Credential should be scoped to correct service: '${service}'.`);
  const { accountId, arn } = findAccount(emulation, accessKeyId, service);
  const partition = partitionOf(region);
  return { accountId, region, partition, arn: arn ?? `arn:${partition}:iam::${accountId}:user/emulator` };
}

function findAccount(
  { settings, sessions }: Emulation,
  accessKeyId: string,
  service: Service["name"],
): { accountId: string; arn?: string } {
  const errors = service === "sts" ? STS_ERRORS : JSON_ERRORS;
  const session = sessions.find(accessKeyId);
  if (session && session.expiresAt <= settings.clock().getTime())
    refuse(errors.expired, "The security token included in the request is expired");
  const account = session ?? settings.accounts[accessKeyId];
  if (account) return account;
  // A session of an emulator that was stopped must never fall to the default account.
  if (accessKeyId.startsWith("ASIA")) refuse(errors.unknown, "The security token included in the request is invalid.");
  return { accountId: /^\d{12}$/.test(accessKeyId) ? accessKeyId : settings.accountId };
}
