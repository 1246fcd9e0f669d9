// The tour, step by step.
import { isDeepStrictEqual } from "node:util";
import { FUNCTION_ARN } from "./place";
import type { Claim, Observation, Step } from "./walk";

const LABEL = "intl-data";
/** As examples/quickstart/index.ts states it. */
const DESCRIPTION = "Currencies and calendars as Node.js knows them";
const EDITED = "edited by hand";
const DRIFT = ["refresh", "--preview-only", "--expect-no-changes"];

export const STEPS: readonly Step[] = [
  {
    headline: "`pulumi up` registers the connector",
    look:
      "Pulumi previews, then updates. On registration AppFlow invokes the connector's function,\n" +
      "which runs here in a process of its own, and asks it what it is.",
    commands: [{ args: ["stack", "init", "dev"] }, { args: ["up", "--yes"] }],
    claims: (observation) => [
      asProgrammed(observation),
      wrote(observation, "RegisterConnector"),
      ["AppFlow invoked the function once", observation.invocations === 1],
    ],
  },
  {
    headline: "The outputs are what the function said",
    look:
      "Name, owner, version and modes stand in no program: they are the function's own words,\n" +
      "from examples/quickstart/connector/index.js.",
    commands: [{ args: ["stack", "output", "--json"] }],
    claims: (observation) => [["AppFlow keeps the same name, owner, version and modes", outputsAreKept(observation)]],
  },
  {
    headline: "A second program wants the same label: its preview fails",
    look:
      "another-team/ holds the same program under another project's name. Look at the error:\n" +
      "who has the label, and the ways out. Nothing was created first, and nothing was taken over.",
    commands: [
      { args: ["stack", "init", "dev"], project: "another-team" },
      { args: ["preview"], project: "another-team", exits: 1 },
    ],
    claims: (observation) => [
      ["the preview explained itself (label-taken)", observation.output.all.includes("#label-taken")],
      wrote(observation),
      asProgrammed(observation),
    ],
  },
  {
    headline: "Somebody edits the registration behind Pulumi's back: a refresh shows it",
    look: "Look at the description, and at the exit code: 7 means drift, which a nightly job in CI can act on.",
    meanwhile: {
      request: `PATCH /_emulator/connector?label=${LABEL} {"description":"${EDITED}"}`,
      act: ({ connectors }) => connectors.edit(LABEL, { description: EDITED }),
    },
    commands: [{ args: [...DRIFT, "--diff"], exits: 7 }],
    claims: (observation) => [
      ["pulumi named what was edited", observation.output.all.includes(EDITED)],
      ["looking changed nothing: AppFlow still holds the edit", description(observation) === EDITED],
      wrote(observation),
    ],
  },
  {
    headline: "`pulumi up --refresh` puts it right, in place",
    look: "First it reads what is there, then it changes what differs from the program.",
    commands: [{ args: ["up", "--yes", "--refresh"] }],
    claims: (observation) => [asProgrammed(observation), wrote(observation, "UpdateConnectorRegistration")],
  },
  {
    headline: "Somebody removes the registration: a refresh shows that, too",
    look: "`delete` means here: Pulumi would forget it, since it is gone. Exit code 7 again.",
    meanwhile: {
      request: `DELETE /_emulator/connector?label=${LABEL}`,
      act: ({ connectors }) => connectors.remove(LABEL),
    },
    commands: [{ args: DRIFT, exits: 7 }],
    claims: (observation) => [empty(observation), wrote(observation)],
  },
  {
    headline: "`pulumi up --refresh` registers it again",
    look: "The same command repairs this as well, and the function is asked again.",
    commands: [{ args: ["up", "--yes", "--refresh"] }],
    claims: (observation) => [asProgrammed(observation), wrote(observation, "RegisterConnector")],
  },
  {
    headline: "`pulumi destroy` leaves nothing",
    look: "Pulumi says that all is deleted; AppFlow is asked whether that is so.",
    commands: [{ args: ["destroy", "--yes"] }],
    claims: (observation) => [empty(observation), wrote(observation, "UnregisterConnector")],
    leavesNothing: true,
  },
];

function asProgrammed({ registrations }: Observation): Claim {
  const [only, ...others] = registrations;
  const { connectorLabel, lambdaArn, description } = only ?? {};
  const observed = [others.length, connectorLabel, lambdaArn, description];
  const isTrue = isDeepStrictEqual(observed, [0, LABEL, FUNCTION_ARN, DESCRIPTION]);
  return [`AppFlow holds one custom connector, "${LABEL}", just as the program says`, isTrue];
}

function empty({ registrations }: Observation): Claim {
  return ["AppFlow holds no custom connector", registrations.length === 0];
}

function wrote({ writes }: Observation, operation = ""): Claim {
  const isTrue = writes.join() === operation;
  const claim = operation ? `one call changed something: ${operation}` : "no call changed anything";
  return [isTrue ? claim : `${claim} (the calls were: ${writes.join(", ") || "none"})`, isTrue];
}

function description({ registrations }: Observation): string | undefined {
  return registrations[0]?.description;
}

function outputsAreKept({ output, registrations }: Observation): boolean {
  const { connectorName, connectorOwner, connectorVersion, connectorModes } = registrations[0]?.configuration ?? {};
  const { name, owner, version, modes } = JSON.parse(output.stdout) as Record<string, unknown>;
  const kept = [connectorName, connectorOwner, connectorVersion, connectorModes];
  return isDeepStrictEqual([name, owner, version, modes], kept);
}
