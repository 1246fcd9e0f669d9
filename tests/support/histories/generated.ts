import fc from "fast-check";
import type { Command, Declaration, Edit, Fault, History, Kill, Trouble } from "./commands";

const FAULTS: readonly Fault[] = [
  "resetBefore",
  "resetAfter",
  "status500",
  "html",
  "empty",
  "truncated",
  "duplicate",
  "stale",
  "throttled",
  "denied",
];
/** What can break an answer. */
const LOSSES: readonly Fault[] = ["resetBefore", "resetAfter", "status500", "html", "empty", "truncated"];
const LASTING: readonly string[] = [...LOSSES, "throttled", "denied"];
const KILLS: readonly Kill[] = ["killBefore", "killAfter", "killUnsaved"];
/** A run makes so many calls at most, nearly always. */
const MOST_CALLS = 8;

/** Mostly each name has a label of its own, so that most programs are fine; now and then they collide. */
const HOME: Readonly<Record<string, string>> = { a: "crm", b: "erp", c: "hub" };

const name = fc.constantFrom("a", "a", "a", "b", "b", "c");
const label = fc.constantFrom("crm", "crm", "crm", "erp", "erp", "hub");

const seldom = <T>(times: number, it: fc.Arbitrary<T>) =>
  fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: it });
/** One of so many. */
const rarely = (times: number) => seldom(times, fc.constant(true as const));

const declaration: fc.Arbitrary<{ name: string; as: Declaration }> = fc
  .record({
    name,
    label: fc.oneof(
      { weight: 6, arbitrary: fc.constant("home") },
      { weight: 3, arbitrary: label },
      { weight: 1, arbitrary: fc.constant(undefined) },
    ),
    fn: fc.oneof(
      { weight: 14, arbitrary: fc.constantFrom("crm" as const, "erp" as const) },
      { weight: 1, arbitrary: fc.constant("crashed" as const) },
    ),
    description: fc.constantFrom(undefined, "one", "two"),
    adopt: rarely(3),
    forceDelete: rarely(5),
    triggers: seldom(4, fc.constantFrom(1, 2)),
    clientToken: seldom(15, fc.constantFrom("spent", "other")),
    deleteBeforeReplace: rarely(6),
  })
  .map(({ name, label, ...rest }) => ({
    name,
    as: stated({ label: label === "home" ? HOME[name] : label, ...rest }),
  }));

const edit: fc.Arbitrary<Edit> = fc.record({
  somebody: fc.constantFrom("register", "unregister", "function", "description"),
  label,
});

const WHEN: readonly { weight: number; arbitrary: fc.Arbitrary<Pick<Trouble, "at" | "of">> }[] = [
  { weight: 3, arbitrary: fc.record({ at: fc.integer({ min: 1, max: MOST_CALLS }) }) },
  {
    weight: 4,
    arbitrary: fc.record({ of: fc.constant("write" as const), at: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      of: fc.constant("DescribeConnector" as const),
      at: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ of: "GetCallerIdentity" as const, at: 1 }) },
];

const trouble: fc.Arbitrary<Trouble> = fc
  .record({
    when: fc.oneof(...WHEN),
    is: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom<Fault>(...FAULTS) },
      { weight: 3, arbitrary: fc.constantFrom<Kill>(...KILLS) },
      { weight: 2, arbitrary: edit },
    ),
    lasts: rarely(4),
  })
  .map(({ when, is, lasts }) =>
    stated({ ...when, is, lasts: typeof is === "string" && LASTING.includes(is) ? lasts : undefined }),
  );

/** A write of which the run never learns what became. */
const neverLearned: fc.Arbitrary<Trouble[]> = fc
  .tuple(fc.constantFrom(...LOSSES), fc.constantFrom(1, 2), fc.constantFrom(...LOSSES), fc.constantFrom(2, 3))
  .map(([is, at, blind, from]) => [
    { of: "write", at, is },
    { of: "DescribeConnector", at: from, is: blind, lasts: true },
  ]);

const troubles = fc.oneof(
  { weight: 10, arbitrary: fc.constant(undefined) },
  { weight: 8, arbitrary: trouble.map((it) => [it]) },
  {
    weight: 3,
    arbitrary: fc.uniqueArray(trouble, {
      minLength: 2,
      maxLength: 2,
      selector: ({ is }) => JSON.stringify(is),
    }),
  },
  { weight: 2, arbitrary: neverLearned },
);

const late: fc.Arbitrary<Trouble[]> = fc.constant([{ of: "DescribeConnector", at: 1, is: "stale" }]);

const order = fc.constantFrom(undefined, "chained" as const, "reversed" as const);
const otherAccount = rarely(6);

const declare: fc.Arbitrary<Command> = declaration.map((it) => ({ do: "declare", ...it }));
const rename = fc.record({
  do: fc.constant("rename" as const),
  from: name,
  to: name,
  with: fc.constantFrom("aliases" as const, "adopt" as const, "nothing" as const),
});
const up = fc.record({
  do: fc.constant("up" as const),
  refresh: rarely(6),
  order,
  replace: seldom(6, name),
  troubles,
});
const refresh = fc.record({
  do: fc.constant("refresh" as const),
  otherAccount,
  troubles: fc.oneof({ weight: 3, arbitrary: troubles }, { weight: 1, arbitrary: late }),
});
const destroy = fc.record({ do: fc.constant("destroy" as const), order, otherAccount, troubles });

const weighted: readonly { weight: number; arbitrary: fc.Arbitrary<Command> }[] = [
  { weight: 12, arbitrary: up.map(stated) },
  { weight: 8, arbitrary: declare },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("edit" as const), edit }) },
  { weight: 3, arbitrary: rename },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("drop" as const), name }) },
  { weight: 2, arbitrary: refresh.map(stated) },
  { weight: 1, arbitrary: destroy.map(stated) },
  { weight: 1, arbitrary: fc.constant({ do: "preview" as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("profile" as const), label, exists: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("wait" as const), hours: fc.constantFrom(1, 9) }) },
];

/** Without a program there is nothing to happen to; the rest is anything. */
export const histories: fc.Arbitrary<History> = fc
  .record({
    retries: rarely(25),
    program: fc.array(declare, { minLength: 1, maxLength: 3, size: "max" }),
    commands: fc.array(fc.oneof(...weighted), { minLength: 2, maxLength: 12, size: "max" }),
  })
  .map(({ retries, program, commands }) => stated({ retries, commands: [...program, ...commands] }));

/** Without what is not stated: shorter to read, and to write down. */
function stated<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
