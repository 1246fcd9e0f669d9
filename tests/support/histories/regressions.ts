import type { Command, Declaration, Edit, History } from "./commands";

const declared = (name: string, as: Partial<Declaration> = {}): Command => ({
  do: "declare",
  name,
  as: { label: "crm", fn: "crm", ...as },
});
const registersAnew: Edit = { somebody: "register", label: "crm" };
const UP: Command = { do: "up" };

/** Histories that went wrong once, as short as they can be told. */
export const REGRESSIONS: Readonly<Record<string, History>> = {
  "a rename with adopt in a run that failed, and the run after it": {
    commands: [
      declared("a"),
      UP,
      { do: "rename", from: "a", to: "b", with: "adopt" },
      declared("c", { label: "hub", fn: "crashed" }),
      UP,
      { do: "drop", name: "c" },
      UP,
    ],
  },
  "a forced replacement with adopt whose process is killed, and the run after it": {
    commands: [
      declared("a", { adopt: true }),
      UP,
      { do: "up", replace: "a", troubles: [{ at: 2, is: "killBefore" }] },
      UP,
    ],
  },
  "labels that change hands between two resources, one of which is refused": {
    commands: [
      declared("a", { label: "hub", adopt: true }),
      declared("b"),
      UP,
      declared("a", { adopt: true }),
      { do: "up", order: "chained" },
    ],
  },
  "an answer that got lost and a look that fails, and a destroy": {
    commands: [
      declared("a"),
      {
        do: "up",
        troubles: [
          { at: 2, is: "resetAfter" },
          { at: 3, is: "status500", lasts: true },
        ],
      },
      { do: "destroy" },
    ],
  },
  "somebody registers the label anew, and the program changes": {
    commands: [
      declared("a"),
      UP,
      { do: "edit", edit: registersAnew },
      declared("a", { description: "two" }),
      UP,
    ],
  },
  "somebody registers the label anew, like the changed program's": {
    commands: [
      declared("a", { description: "two" }),
      UP,
      { do: "edit", edit: { somebody: "register", label: "crm" } },
      declared("a", { fn: "theirs", description: "theirs" }),
      UP,
    ],
  },
  "a registration that is answered and never seen, and somebody who registers it anew, and a destroy": {
    commands: [
      declared("a"),
      { do: "up", troubles: [{ at: 3, is: "status500", lasts: true }] },
      { do: "edit", edit: registersAnew },
      { do: "destroy" },
    ],
  },
  "a delete whose first look shows an older view": {
    commands: [
      declared("a"),
      UP,
      { do: "drop", name: "a" },
      { do: "up", troubles: [{ at: 1, is: "stale" }] },
    ],
  },
  "a create that nobody could settle, which somebody changed, and whose resource gets another label": {
    commands: [
      declared("a"),
      {
        do: "up",
        troubles: [
          { of: "write", at: 1, is: "resetAfter" },
          { of: "DescribeConnector", at: 2, is: "resetBefore", lasts: true },
        ],
      },
      { do: "edit", edit: { somebody: "function", label: "crm" } },
      declared("a", { label: "hub" }),
      UP,
    ],
  },
  "an update that meets what somebody registered anew after its look": {
    commands: [
      declared("a", { description: "one" }),
      UP,
      declared("a", { forceDelete: true }),
      { do: "up", troubles: [{ of: "write", at: 1, is: registersAnew }] },
      UP,
      { do: "refresh" },
    ],
  },
  "a refresh by a look at an older view, after a create that somebody followed at once": {
    commands: [
      declared("a"),
      { do: "up", troubles: [{ at: 3, is: registersAnew }] },
      { do: "refresh", troubles: [{ of: "DescribeConnector", at: 1, is: "stale" }] },
      UP,
    ],
  },
};
