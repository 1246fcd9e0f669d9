import type { Args, Command, ExternalChange, History } from "./history";

const declare = (name: string, as: Partial<Args> = {}): Command => ({
  do: "declare",
  name,
  as: { label: "crm", fn: "crm", ...as },
});
const REGISTERED_ANEW: ExternalChange = { somebody: "register", label: "crm" };
const UP: Command = { do: "up" };

/** Histories that went wrong once, as short as can be. */
export const REGRESSIONS: Readonly<Record<string, History>> = {
  "a rename with adopt in a run that failed, and the run after it": {
    commands: [
      declare("a"),
      UP,
      { do: "rename", from: "a", to: "b", with: "adopt" },
      declare("c", { label: "hub", fn: "crashed" }),
      UP,
      { do: "drop", name: "c" },
      UP,
    ],
  },
  "a forced replacement with adopt whose process is killed, and the run after it": {
    commands: [
      declare("a", { adopt: true }),
      UP,
      { do: "up", replace: "a", incidents: [{ at: 2, is: "killBefore" }] },
      UP,
    ],
  },
  "labels that change hands between two resources, one of which is refused": {
    commands: [
      declare("a", { label: "hub", adopt: true }),
      declare("b"),
      UP,
      declare("a", { adopt: true }),
      { do: "up", order: "chained" },
    ],
  },
  "a lost answer and a failed observation, and a destroy": {
    commands: [
      declare("a"),
      {
        do: "up",
        incidents: [
          { at: 2, is: "resetAfter" },
          { at: 3, is: "status500", lasts: true },
        ],
      },
      { do: "destroy" },
    ],
  },
  "somebody registers the label anew, and the program changes": {
    commands: [
      declare("a"),
      UP,
      { do: "change", change: REGISTERED_ANEW },
      declare("a", { description: "two" }),
      UP,
    ],
  },
  "somebody registers the label anew, like the changed program's": {
    commands: [
      declare("a", { description: "two" }),
      UP,
      { do: "change", change: REGISTERED_ANEW },
      declare("a", { fn: "theirs", description: "theirs" }),
      UP,
    ],
  },
  "a registration that is answered and never observed, which somebody registers anew, and a destroy": {
    commands: [
      declare("a"),
      { do: "up", incidents: [{ at: 3, is: "status500", lasts: true }] },
      { do: "change", change: REGISTERED_ANEW },
      { do: "destroy" },
    ],
  },
  "a delete whose first observation is stale": {
    commands: [
      declare("a"),
      UP,
      { do: "drop", name: "a" },
      { do: "up", incidents: [{ at: 1, is: "stale" }] },
    ],
  },
  "a pending create whose registration somebody changes, and whose resource gets another label": {
    commands: [
      declare("a"),
      {
        do: "up",
        incidents: [
          { of: "write", at: 1, is: "resetAfter" },
          { of: "DescribeConnector", at: 2, is: "resetBefore", lasts: true },
        ],
      },
      { do: "change", change: { somebody: "function", label: "crm" } },
      declare("a", { label: "hub" }),
      UP,
    ],
  },
  "an update that meets what somebody registers anew after its observation": {
    commands: [
      declare("a", { description: "one" }),
      UP,
      declare("a", { forceDelete: true }),
      { do: "up", incidents: [{ of: "write", at: 1, is: REGISTERED_ANEW }] },
      UP,
      { do: "refresh" },
    ],
  },
  "a refresh by a stale observation, after a create whose registration somebody replaces at once": {
    commands: [
      declare("a"),
      { do: "up", incidents: [{ at: 3, is: REGISTERED_ANEW }] },
      { do: "refresh", incidents: [{ of: "DescribeConnector", at: 1, is: "stale" }] },
      UP,
    ],
  },
};
