import { failure } from "../diagnostics/diagnostic";
import type { ConnectorRegistrationState, Observation } from "../resource/types";

/** What tells a registration that somebody made anew under the label since the state was written; undefined of the state's. */
export function findRecreation(
  { registeredAt = "an unknown time", registeredBy = "somebody" }: Observation,
  { registeredAt: recordedAt }: Partial<ConnectorRegistrationState>,
) {
  return !recordedAt || recordedAt === registeredAt ? undefined : { registeredAt, registeredBy, recordedAt };
}

export function refuseRecreated(observed: Observation, state: ConnectorRegistrationState): void {
  const recreation = findRecreation(observed, state);
  if (recreation) throw failure("registration-foreign", recreation);
}
