import type { Command, Declaration, Edit, History } from "./commands";

const declared = (name: string, as: Partial<Declaration> = {}): Command => ({
  do: "declare",
  name,
  as: { label: "crm", fn: "crm", ...as },
});
const registersAnew: Edit = { somebody: "register", label: "crm" };
const UP: Command = { do: "up" };

interface Regression {
  readonly history: History;
  /** The defect that it still meets, by its name in rules.ts. */
  readonly known?: string;
}

/** Histories that went wrong once, or still do, as short as they can be told. */
export const REGRESSIONS: Readonly<Record<string, Regression>> = {
  "a rename with adopt in a run that failed, and the run after it": {
    history: {
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
  },
  "a forced replacement with adopt whose process is killed, and the run after it": {
    history: {
      commands: [
        declared("a", { adopt: true }),
        UP,
        { do: "up", replace: "a", troubles: [{ at: 2, is: "killBefore" }] },
        UP,
      ],
    },
  },
  "labels that change hands between two resources, one of which is refused": {
    history: {
      commands: [
        declared("a", { label: "hub", adopt: true }),
        declared("b"),
        UP,
        declared("a", { adopt: true }),
        { do: "up", order: "chained" },
      ],
    },
  },
  "an answer that got lost and a look that fails, and a destroy": {
    history: {
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
  },
  "somebody registers the label anew, and the program changes": {
    history: {
      commands: [
        declared("a"),
        UP,
        { do: "edit", edit: registersAnew },
        declared("a", { description: "two" }),
        UP,
      ],
    },
    known: "an update changes what somebody registered anew under the label",
  },
  "somebody registers the label anew, like the changed program's": {
    history: {
      commands: [
        declared("a", { description: "two" }),
        UP,
        { do: "edit", edit: { somebody: "register", label: "crm" } },
        declared("a", { fn: "theirs", description: "theirs" }),
        UP,
      ],
    },
    known: "an update takes what somebody registered anew into the state",
  },
  "a registration that is answered and never seen, and somebody who registers it anew, and a destroy": {
    history: {
      commands: [
        declared("a"),
        { do: "up", troubles: [{ at: 3, is: "status500", lasts: true }] },
        { do: "edit", edit: registersAnew },
        { do: "destroy" },
      ],
    },
    known: "a registration that was answered and never seen is taken for whatever has its label",
  },
  "a delete whose first look shows an older view": {
    history: {
      commands: [
        declared("a"),
        UP,
        { do: "drop", name: "a" },
        { do: "up", troubles: [{ at: 1, is: "stale" }] },
      ],
    },
    known: "a delete believes one look that shows nothing",
  },
};
