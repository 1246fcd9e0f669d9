import type { FunctionAnswer } from "../aws/lambda";
import type { FunctionProblem } from "./health";

/** What RegisterConnector asks a function. */
export const DESCRIBE_EVENT = { type: "DescribeConnectorConfigurationRequest", locale: "en_US" } as const;

type Members = Readonly<Record<string, unknown>>;

/** Why a function's answer can't be registered, or the information what it would be registered as. */
export function judgeAnswer(lambdaArn: string, { payload, isFailure }: FunctionAnswer): FunctionProblem {
  const answer = (typeof payload === "object" && payload !== null ? payload : {}) as Members;
  const fault = isFailure
    ? `failed: ${toText(answer["errorMessage"]) || toText(answer["errorType"]) || "it says nothing"}`
    : findFault(answer);
  if (fault) return { code: "connector-unfit", facts: { lambdaArn, fault } };
  return { code: "connector-answers", facts: { as: describe(answer) }, isInformation: true };
}

function describe({ connectorName, connectorVersion, connectorOwner, connectorModes }: Members): string {
  const modes = Array.isArray(connectorModes) ? connectorModes.map(toText).filter(Boolean) : [];
  return [
    toText(connectorName) || "a connector without a name",
    toText(connectorVersion),
    toText(connectorOwner) && `by ${toText(connectorOwner)}`,
    `(${modes.join(", ") || "no modes"})`,
  ]
    .filter(Boolean)
    .join(" ");
}

function findFault({ isSuccess, errorDetails }: Members): string | undefined {
  if (isSuccess === true) return undefined;
  if (isSuccess !== false) return "answered without `isSuccess: true`, so not as connectors do";
  const { errorCode, errorMessage } = (errorDetails ?? {}) as Members;
  return `answered ${toText(errorCode) || "no error code"}: ${toText(errorMessage) || "it says nothing"}`;
}

/** One short line, fit for a terminal. */
function toText(value: unknown): string {
  const line = typeof value === "string" ? value.replace(/[\s\p{Cc}]+/gu, " ").trim() : "";
  return line.slice(0, 300).replace(/\.$/, "");
}
