import type { Fault } from "../../../emulator/index";
import { registration } from "../project";
import type { Victim } from "./pulumiRun";
import type { Remedy } from "./recovery";

/** The text of a program, with `adopt: true` where a remedy says so. */
type Program = (adopt: boolean) => string;

/** What happens to the one registration of a program. */
export interface Change {
  readonly before?: Program;
  readonly after?: Program;
  readonly command: "up" | "destroy";
  readonly cliArguments?: readonly string[];
  /** What is in the account in the end, as label and description. */
  readonly ends: readonly string[];
}

const URN = "urn:pulumi:dev::e2e::pulumi-nodejs:dynamic/appflow:ConnectorRegistration::crm";

const program = (label: string, description: string, opts = "{}"): Program => {
  const args = `connectorLabel: "${label}", description: "${description}"`;
  return (adopt) => registration("crm", adopt ? `${args}, adopt: true` : args, undefined, opts);
};

const [ONE, TWO, RENAMED] = ["crm one", "crm two", "crm-eu one"];
const BEFORE = program("crm", "one");
const FORCED = program("crm", "one", "{ deleteBeforeReplace: true }");

export const CHANGES = {
  create: { after: BEFORE, command: "up", ends: [ONE] },
  update: { before: BEFORE, after: program("crm", "two"), command: "up", ends: [TWO] },
  delete: { before: BEFORE, command: "destroy", ends: [] },
  replace: { before: BEFORE, after: program("crm-eu", "one"), command: "up", ends: [RENAMED] },
  "forced replace": {
    before: FORCED,
    after: FORCED,
    command: "up",
    cliArguments: ["--replace", URN],
    ends: [ONE],
  },
} as const satisfies Record<string, Change>;

export type Operation = keyof typeof CHANGES;

const beforeEffect = (operation: string): Fault => ({ operation, kind: "hangBefore" });
const afterEffect = (operation: string): Fault => ({ operation, kind: "hangAfter" });
/** The observation of a label that so many others of it come before. */
const observation = (after: number, label = "crm"): Fault => ({
  operation: "DescribeConnector",
  kind: "hangBefore",
  label,
  after,
});

const REGISTER = "RegisterConnector";
const UPDATE = "UpdateConnectorRegistration";
const UNREGISTER = "UnregisterConnector";

type Row = [point: string, hang: Fault, atKill: readonly string[], remedies: readonly Remedy[]];

const POINTS: Readonly<Record<Operation, readonly Row[]>> = {
  create: [
    ["before the call", beforeEffect(REGISTER), [], []],
    ["after the effect", afterEffect(REGISTER), [ONE], ["adopt"]],
    ["before the state is saved", observation(1), [ONE], ["adopt"]],
  ],
  update: [
    ["before the call", beforeEffect(UPDATE), [ONE], []],
    ["after the effect", afterEffect(UPDATE), [TWO], []],
    ["before the state is saved", observation(1), [TWO], []],
  ],
  delete: [
    ["before the call", beforeEffect(UNREGISTER), [ONE], []],
    ["after the effect", afterEffect(UNREGISTER), [], []],
    ["before the state is saved", observation(1), [], []],
  ],
  replace: [
    ["before the call", beforeEffect(REGISTER), [ONE], []],
    ["after the effect", afterEffect(REGISTER), [ONE, RENAMED], ["adopt"]],
    ["before the state is saved", observation(1, "crm-eu"), [ONE, RENAMED], ["adopt"]],
    ["between the halves", observation(0), [ONE, RENAMED], []],
    ["before the old one goes", beforeEffect(UNREGISTER), [ONE, RENAMED], []],
    ["after the old one is gone", afterEffect(UNREGISTER), [RENAMED], []],
    ["before the state is saved without the old one", observation(1), [RENAMED], []],
  ],
  "forced replace": [
    ["before the call", beforeEffect(UNREGISTER), [ONE], []],
    ["after the effect", afterEffect(UNREGISTER), [], []],
    ["between the halves", beforeEffect(REGISTER), [], []],
    ["after the new one is there", afterEffect(REGISTER), [ONE], ["adopt"]],
    ["before the state is saved", observation(3), [ONE], ["adopt"]],
  ],
};

/** A kill at one point of one operation. */
export interface KillCase {
  readonly operation: Operation;
  readonly point: string;
  readonly victim: Victim;
  /** The call that hangs at the kill. */
  readonly hang: Fault;
  /** What is in the account at the kill, as label and description. */
  readonly atKill: readonly string[];
  /** What is printed after it, run by run, and done. */
  readonly remedies: readonly Remedy[];
}

/** A CLI that is killed leaves its lock behind. One that loses its provider doesn't. */
export const KILL_CASES: readonly KillCase[] = (["cli", "provider"] as const).flatMap((victim) =>
  (Object.keys(POINTS) as Operation[]).flatMap((operation) =>
    POINTS[operation].map(([point, hang, atKill, remedies]) => ({
      operation,
      point,
      victim,
      hang,
      atKill,
      remedies: victim === "cli" ? (["cancel", ...remedies] as const) : remedies,
    })),
  ),
);

export const titleOf = ({ victim, operation, point }: KillCase): string => `of the ${victim} in ${operation}, ${point}`;

/** The one case of this title. */
export function killCase(title: string): KillCase {
  const found = KILL_CASES.find((it) => titleOf(it) === title);
  if (!found) throw new Error(`there is no kill ${title}`);
  return found;
}
