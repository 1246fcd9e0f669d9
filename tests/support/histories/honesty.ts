import type { Code } from "../../../provider/diagnostics/catalog";
import type { DiagnosticError } from "../../../provider/diagnostics/diagnostic";
import type { Operation } from "../engine/engine";
import type { Troubled } from "./line";
import type { Place } from "./place";

type Borne = (place: Place, operation: Operation) => boolean;

const labelOf = ({ id, inputs }: Operation) => id ?? String(inputs?.["connectorLabel"]);
const isThere: Borne = (place, operation) => place.registration(labelOf(operation)) !== undefined;

/** What must be so where a run without any trouble fails with a code. */
const BORNE_OUT: Readonly<Partial<Record<Code, Borne>>> = {
  "label-taken": isThere,
  "label-conflict": (_, { inputs }) => inputs?.["clientToken"] !== undefined,
  "in-use": (place, operation) => place.profiles().includes(labelOf(operation)),
  // What shall go and is gone is no failure.
  "registration-gone": (place, operation) => operation.does === "update" && !isThere(place, operation),
  "registration-unsettled": (place, operation) =>
    operation.entry?.outputs["registeringSince"] !== undefined && isThere(place, operation),
  "registration-foreign": (place, operation) => {
    const found = place.registration(labelOf(operation));
    return found !== undefined && found.registeredAt !== operation.entry?.outputs["registeredAt"];
  },
  "connector-failed": (_, { inputs }) => JSON.stringify(inputs).includes(":crashed"),
  "account-unknown": (_, { entry }) => entry?.outputs["accountId"] === undefined,
};

/** What a look that comes late must not lead to: there is time for another one. */
const NOT_FROM_LATE_LOOKS: readonly Code[] = ["not-confirmed", "outcome-ambiguous"];

/** What speaks against a refusal; undefined when it is borne out, or something went wrong that may be behind it. */
export function faultOfRefusal(
  place: Place,
  operation: Operation,
  { code }: DiagnosticError,
  troubled: Troubled,
): string | undefined {
  if (troubled === "badly") return undefined;
  if (troubled === "late")
    return NOT_FROM_LATE_LOOKS.includes(code) ? "a look came late, no more" : undefined;
  const borne = BORNE_OUT[code];
  if (!borne) return `nothing went wrong that could be ${code}`;
  return borne(place, operation) ? undefined : `nothing in the account bears ${code} out`;
}
