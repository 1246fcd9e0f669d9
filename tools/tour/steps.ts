// The tour, step by step.
import { FUNCTION_ARN } from "./embeddedAppFlow";
import type { Claim, Seen, Step } from "./walk";

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
    claims: (seen) => [
      asProgrammed(seen),
      wrote(seen, "RegisterConnector"),
      ["AppFlow invoked the function once", seen.invocations === 1],
    ],
  },
  {
    headline: "The outputs are what the function said",
    look:
      "Name, owner, version and modes stand in no program: they are the function's own words,\n" +
      "from examples/quickstart/connector/index.js.",
    commands: [{ args: ["stack", "output", "--json"] }],
    claims: (seen) => [["AppFlow keeps the same name, owner, version and modes", outputsAreKept(seen)]],
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
    claims: (seen) => [
      ["the preview explained itself (label-taken)", seen.output.text.includes("#label-taken")],
      wrote(seen),
      asProgrammed(seen),
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
    claims: (seen) => [
      ["pulumi named what was edited", seen.output.text.includes(EDITED)],
      ["looking changed nothing: AppFlow still holds the edit", description(seen) === EDITED],
      wrote(seen),
    ],
  },
  {
    headline: "`pulumi up --refresh` puts it right, in place",
    look: "First it reads what is there, then it changes what differs from the program.",
    commands: [{ args: ["up", "--yes", "--refresh"] }],
    claims: (seen) => [asProgrammed(seen), wrote(seen, "UpdateConnectorRegistration")],
  },
  {
    headline: "Somebody removes the registration: a refresh shows that, too",
    look: "`delete` means here: Pulumi would forget it, since it is gone. Exit code 7 again.",
    meanwhile: {
      request: `DELETE /_emulator/connector?label=${LABEL}`,
      act: ({ connectors }) => connectors.remove(LABEL),
    },
    commands: [{ args: DRIFT, exits: 7 }],
    claims: (seen) => [empty(seen), wrote(seen)],
  },
  {
    headline: "`pulumi up --refresh` registers it again",
    look: "The same command repairs this as well, and the function is asked again.",
    commands: [{ args: ["up", "--yes", "--refresh"] }],
    claims: (seen) => [asProgrammed(seen), wrote(seen, "RegisterConnector")],
  },
  {
    headline: "`pulumi destroy` leaves nothing",
    look: "Pulumi says that all is deleted; AppFlow is asked whether that is so.",
    commands: [{ args: ["destroy", "--yes"] }],
    claims: (seen) => [empty(seen), wrote(seen, "UnregisterConnector")],
    leavesNothing: true,
  },
];

function asProgrammed({ registrations }: Seen): Claim {
  const [only, ...others] = registrations;
  const holds =
    others.length === 0 &&
    only?.connectorLabel === LABEL &&
    only.lambdaArn === FUNCTION_ARN &&
    only.description === DESCRIPTION;
  return [`AppFlow holds one custom connector, "${LABEL}", just as the program says`, holds];
}

function empty({ registrations }: Seen): Claim {
  return ["AppFlow holds no custom connector", registrations.length === 0];
}

function wrote({ writes }: Seen, ...wanted: string[]): Claim {
  const holds = writes.join() === wanted.join();
  const claim =
    wanted.length === 0 ? "no call changed anything" : `one call changed something: ${wanted.join()}`;
  return [holds ? claim : `${claim} (the calls were: ${writes.join(", ") || "none"})`, holds];
}

function description({ registrations }: Seen): string | undefined {
  return registrations[0]?.description;
}

function outputsAreKept({ output, registrations }: Seen): boolean {
  const { connectorName, connectorOwner, connectorVersion, connectorModes } =
    registrations[0]?.configuration ?? {};
  const { name, owner, version, modes } = JSON.parse(output.stdout) as Record<string, unknown>;
  return (
    JSON.stringify([name, owner, version, modes]) ===
    JSON.stringify([connectorName, connectorOwner, connectorVersion, connectorModes])
  );
}
