import { DiagnosticError, failure } from "../diagnostics/diagnostic";

/** The newest protocol between the literal in a state and the package's entry. Every older one is served too. */
export const PROTOCOL = 1;

type Method = (...args: never[]) => Promise<unknown>;

/** Has every method answer in plain JSON (`undefined` would lose a finished create) or throw quietly. */
export function guard<T extends object>(host: T, protocol: number): T {
  const guarded = (method: Method): Method => {
    return async (...args) => {
      try {
        refuseNewerProtocol(Math.max(protocol, ...args.map(protocolOf)));
        const answer = await method(...args);
        return answer === undefined ? undefined : (JSON.parse(JSON.stringify(answer)) as unknown);
      } catch (error) {
        throw toQuietError(error);
      }
    };
  };
  const methods = Object.entries(host).map(([name, method]) => [name, guarded(method as Method)]);
  return Object.fromEntries(methods) as T;
}

/** The protocol under which properties were written: `up` hands a state of any to the literal of the program. */
function protocolOf(properties: Readonly<Record<string, unknown>> | undefined): number {
  const literal = properties?.["__provider"];
  return typeof literal === "string" ? Number(/\bhandler\((\d+)\)/.exec(literal)?.[1] ?? 0) : 0;
}

function refuseNewerProtocol(protocol: number): void {
  if (protocol <= PROTOCOL) return;
  const facts = { protocol: String(protocol), newest: String(PROTOCOL) };
  throw failure("protocol-newer", facts, { action: "reading the state of an AppFlow connector" });
}

/** Pulumi's host prints an error's text and stack beside the message that the engine shows already. */
function toQuietError(thrown: unknown): Error {
  const error = thrown instanceof DiagnosticError ? thrown : toInternalError(thrown);
  const { message, partial } = error;
  return Object.assign(new Error(message), {
    stack: "",
    toString: () => "",
    ...(partial ? { ...partial, reasons: [message] } : {}),
  });
}

function toInternalError(thrown: unknown): DiagnosticError {
  const fault = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return failure("internal-error", { fault }, { action: "managing an AppFlow connector" });
}
