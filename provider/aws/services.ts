import { canReachLambda, type Connection, readConnection } from "../config/connection";
import type { Settings } from "../config/settings";
import type { DiagnosticError } from "../diagnostics/diagnostic";
import { type AppFlow, openAppFlow } from "./appflow";
import { type Lambda, openLambda } from "./lambda";

/** The services that a configuration leads to. One client serves each region, whoever asks. */
export interface Services {
  readonly connection: Connection;
  /** What is wrong with the configuration. */
  readonly errors: readonly DiagnosticError[];
  readonly appflow: (region: string | undefined) => AppFlow;
  /** Undefined where the functions of this AppFlow can't be looked up. */
  readonly lambda: (region: string | undefined) => Lambda | undefined;
}

/** The composition root: configuration, connection and clients for the host, preview and lookups alike. */
export function openServices(settings: Settings): Services {
  const { connection, errors } = readConnection(settings);
  const isLambdaReachable = canReachLambda(connection);
  return {
    connection,
    errors,
    appflow: oneEach((region) => openAppFlow(connection, region)),
    lambda: oneEach((region) => (isLambdaReachable ? openLambda(connection, region) : undefined)),
  };
}

function oneEach<T>(open: (region: string | undefined) => T): (region: string | undefined) => T {
  const opened = new Map<string | undefined, T>();
  return (region) => {
    const known = opened.get(region);
    if (known) return known;
    const made = open(region);
    opened.set(region, made);
    return made;
  };
}
