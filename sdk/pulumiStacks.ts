/**
 * Spares Pulumi's own stack traces until the returned function is called. Pulumi formats several for each property, to hunt
 * for leaks of its own; those of twenty properties cost a preview more than all the rest of this package (npm run bench). They
 * are of errors without a message. All others keep their traces: a transformation of the user's may fail meanwhile.
 */
export function sparePulumiStacks(): () => void {
  const original = V8.prepareStackTrace;
  V8.prepareStackTrace = (error, sites) => {
    // Pulumi takes the positions of resources in the program from a trace without a limit.
    if (error.message === "" && V8.stackTraceLimit !== Infinity) return "";
    return original ? original(error, sites) : format(error, sites);
  };
  return () => {
    // A property that is there, though undefined, would be another state than before.
    if (original) V8.prepareStackTrace = original;
    else delete V8.prepareStackTrace;
  };
}

/** Where V8 keeps how it makes stack traces. */
const V8 = Error as {
  prepareStackTrace?: (error: Error, sites: NodeJS.CallSite[]) => unknown;
  readonly stackTraceLimit: number;
};

/** As V8 does it. */
function format(error: Error, sites: NodeJS.CallSite[]): string {
  return [String(error), ...sites.map((site: { toString(): string }) => `    at ${site.toString()}`)].join("\n");
}
