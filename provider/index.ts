import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { handler as openHandler } from "./host/dynamicProvider";

/**
 * The entry that the literal in every saved state names. Its path and `handler` are API for ever: `pulumi refresh` and
 * `pulumi destroy` run the literal of a state against whichever version of the package is installed.
 *
 * @param protocol the number that the literal carries
 */
export function handler(protocol: number): ResourceProvider {
  return openHandler(protocol) as ResourceProvider;
}
