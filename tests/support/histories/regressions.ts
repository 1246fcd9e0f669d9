import type { Args, Command, ExternalChange, History, Incident } from "./history";

const declare = (name: string, as: Partial<Args> = {}): Command => ({
  do: "declare",
  name,
  as: { label: "crm", fn: "crm", ...as },
});
const up = (...incidents: Incident[]): Command => ({ do: "up", incidents });
const change = (somebody: ExternalChange["somebody"]): ExternalChange => ({ somebody, label: "crm" });
const changed = (somebody: ExternalChange["somebody"]): Command => ({
  do: "change",
  change: change(somebody),
});

/** Histories that went wrong once, as short as can be. */
export const REGRESSIONS: Readonly<Record<string, History>> = {
  "a rename with adopt in a run that failed, and the run after it": {
    commands: [
      declare("a"),
      up(),
      { do: "rename", from: "a", to: "b", with: "adopt" },
      declare("c", { label: "hub", fn: "crashed" }),
      up(),
      { do: "drop", name: "c" },
      up(),
    ],
  },
  "a forced replacement with adopt whose process is killed, and the run after it": {
    commands: [
      declare("a", { adopt: true }),
      up(),
      { do: "up", replace: "a", incidents: [{ at: 2, is: "killBefore" }] },
      up(),
    ],
  },
  "labels that change hands between two resources, one of which is refused": {
    commands: [
      declare("a", { label: "hub", adopt: true }),
      declare("b"),
      up(),
      declare("a", { adopt: true }),
      { do: "up", order: "chained" },
    ],
  },
  "a lost answer and a failed observation, and a destroy": {
    commands: [
      declare("a"),
      up({ at: 2, is: "resetAfter" }, { at: 3, is: "status500", lasts: true }),
      { do: "destroy" },
    ],
  },
  "somebody registers the label anew, and the program changes": {
    commands: [declare("a"), up(), changed("register"), declare("a", { description: "two" }), up()],
  },
  "somebody registers the label anew, like the changed program's": {
    commands: [
      declare("a", { description: "two" }),
      up(),
      changed("register"),
      declare("a", { fn: "theirs", description: "theirs" }),
      up(),
    ],
  },
  "a registration that is answered and never observed, which somebody registers anew, and a destroy": {
    commands: [declare("a"), up({ at: 3, is: "status500", lasts: true }), changed("register"), { do: "destroy" }],
  },
  "a delete whose first observation is stale": {
    commands: [declare("a"), up(), { do: "drop", name: "a" }, up({ at: 1, is: "stale" })],
  },
  "a pending create whose registration somebody changes, and whose resource gets another label": {
    commands: [
      declare("a"),
      up({ of: "write", at: 1, is: "resetAfter" }, { of: "DescribeConnector", at: 2, is: "resetBefore", lasts: true }),
      changed("function"),
      declare("a", { label: "hub" }),
      up(),
    ],
  },
  "an update that meets what somebody registers anew after its observation": {
    commands: [
      declare("a", { description: "one" }),
      up(),
      declare("a", { forceDelete: true }),
      up({ of: "write", at: 1, is: change("register") }),
      up(),
      { do: "refresh" },
    ],
  },
  "a refresh by a stale observation, after a create whose registration somebody replaces at once": {
    commands: [
      declare("a"),
      up({ at: 3, is: change("register") }),
      { do: "refresh", incidents: [{ of: "DescribeConnector", at: 1, is: "stale" }] },
      up(),
    ],
  },
};
