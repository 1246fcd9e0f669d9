/**
 * The entry that the literal in every saved state names. Its path and `handler` are API for ever: `pulumi refresh` and
 * `pulumi destroy` run the literal of a state against whichever version of the package is installed.
 */
export { handler } from "./host/dynamicProvider";
