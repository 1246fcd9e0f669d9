/**
 * Spares Pulumi's own stack traces until the returned function is called. Pulumi formats several for each property, to hunt
 * for leaks of its own; those of twenty properties cost a preview more than all the rest of this package (npm run bench). They
 * are of errors without a message. All others keep their traces: a transformation of the user's may fail meanwhile.
 */
export function sparePulumiStacks(): () => void {
  const original = Error.prepareStackTrace;
  Error.prepareStackTrace = (error, sites) => {
    // Pulumi takes the positions of resources in the program from a trace without a limit.
    if (error.message === "" && Error.stackTraceLimit !== Infinity) return "";
    return original ? (original(error, sites) as unknown) : format(error, sites);
  };
  return () => {
    // A property that is there, though undefined, would be another state than before.
    if (original) Error.prepareStackTrace = original;
    else delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace;
  };
}

/** As V8 does it. */
function format(error: Error, sites: NodeJS.CallSite[]): string {
  return [String(error), ...sites.map((site) => `    at ${String(site)}`)].join("\n");
}
