import { finding } from "./findings";
import type { Fault } from "./functionFaults";
import type { Answer } from "./lambda";

/** What RegisterConnector asks a function. */
export const DESCRIBE_EVENT = { type: "DescribeConnectorConfigurationRequest", locale: "en_US" } as const;

type Members = Readonly<Record<string, unknown>>;

/** What a function's answer would be registered as, which is information, or why it can't be, which is a fault. */
export function judgeAnswer(lambdaArn: string, { payload, failed }: Answer): Fault {
  const answer = (typeof payload === "object" && payload !== null ? payload : {}) as Members;
  const fault = failed
    ? `failed: ${text(answer["errorMessage"]) || text(answer["errorType"]) || "it says nothing"}`
    : faultOf(answer);
  if (fault) {
    return (severity, subject, aside) =>
      finding(severity, "connector-unfit", subject, { lambdaArn, fault, aside });
  }
  const as = describe(answer);
  return (_, subject) => finding("info", "connector-answers", subject, { as });
}

function describe({ connectorName, connectorVersion, connectorOwner, connectorModes }: Members): string {
  const modes = Array.isArray(connectorModes) ? connectorModes.map(text).filter(Boolean) : [];
  return [
    text(connectorName) || "a connector without a name",
    text(connectorVersion),
    text(connectorOwner) && `by ${text(connectorOwner)}`,
    `(${modes.join(", ") || "no modes"})`,
  ]
    .filter(Boolean)
    .join(" ");
}

function faultOf({ isSuccess, errorDetails }: Members): string | undefined {
  if (isSuccess === true) return undefined;
  if (isSuccess !== false) return "answered without `isSuccess: true`, so not as connectors do";
  const { errorCode, errorMessage } = (errorDetails ?? {}) as Members;
  return `answered ${text(errorCode) || "no error code"}: ${text(errorMessage) || "it says nothing"}`;
}

/** Fit for a terminal. */
function text(value: unknown): string {
  const line = typeof value === "string" ? value.replace(/[\s\p{Cc}]+/gu, " ").trim() : "";
  return line.slice(0, 300).replace(/\.$/, "");
}
