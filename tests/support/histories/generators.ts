// Random histories, for fast-check.
import fc from "fast-check";
import { compact } from "../../../provider/resource/path";
import type { Args, Command, ExternalChange, Fault, History, Incident, Kill, Loss } from "./history";

const LOSSES: readonly Loss[] = ["resetBefore", "resetAfter", "status500", "html", "empty", "truncated"];
const FAULTS: readonly Fault[] = [...LOSSES, "duplicate", "stale", "throttled", "denied"];
const LASTING: readonly string[] = [...LOSSES, "throttled", "denied"];
const KILLS: readonly Kill[] = ["killBefore", "killAfter", "killUnsaved"];
/** Nearly all runs make no more calls. */
const MOST_CALLS = 8;

/** Each name mostly has a label of its own, so that most programs are fine. Now and then they conflict. */
const LABELS: Readonly<Record<string, string>> = { a: "crm", b: "erp", c: "hub" };

const name = fc.constantFrom("a", "a", "a", "b", "b", "c");
const label = fc.constantFrom("crm", "crm", "crm", "erp", "erp", "hub");

const weighted = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });
/** Undefined but for one time in so many. */
const seldom = <T>(times: number, arbitrary: fc.Arbitrary<T>) =>
  fc.oneof(weighted(times - 1, fc.constant(undefined)), weighted(1, arbitrary));
const rarely = (times: number) => seldom(times, fc.constant(true as const));

const declare: fc.Arbitrary<Command> = fc
  .record({
    name,
    label: fc.oneof(weighted(6, fc.constant("own")), weighted(3, label), weighted(1, fc.constant(undefined))),
    fn: fc.oneof(
      weighted(14, fc.constantFrom("crm" as const, "erp" as const)),
      weighted(1, fc.constant("crashed" as const)),
    ),
    description: fc.constantFrom(undefined, "one", "two"),
    adopt: rarely(3),
    forceDelete: rarely(5),
    triggers: seldom(4, fc.constantFrom(1, 2)),
    clientToken: seldom(15, fc.constantFrom("spent", "other")),
    deleteBeforeReplace: rarely(6),
  })
  .map(({ name, label, ...rest }) => {
    const as: Args = compact({ label: label === "own" ? LABELS[name] : label, ...rest });
    return { do: "declare", name, as };
  });

const change: fc.Arbitrary<ExternalChange> = fc.record({
  somebody: fc.constantFrom("register", "unregister", "function", "description"),
  label,
});

const numbered = (of: Incident["of"], max: number) =>
  fc.record({ of: fc.constant(of), at: fc.integer({ min: 1, max }) });

const incident: fc.Arbitrary<Incident> = fc
  .record({
    when: fc.oneof(
      weighted(3, fc.record({ at: fc.integer({ min: 1, max: MOST_CALLS }) })),
      weighted(4, numbered("write", 3)),
      weighted(3, numbered("DescribeConnector", 4)),
      weighted(1, fc.constant({ of: "GetCallerIdentity" as const, at: 1 })),
    ),
    is: fc.oneof(
      weighted(6, fc.constantFrom<Fault>(...FAULTS)),
      weighted(3, fc.constantFrom<Kill>(...KILLS)),
      weighted(2, change),
    ),
    lasts: rarely(4),
  })
  .map(({ when, is, lasts }) => {
    const canLast = typeof is === "string" && LASTING.includes(is);
    return compact({ ...when, is, lasts: canLast ? lasts : undefined });
  });

/** A write of which the run never learns what became. */
const neverConfirmed: fc.Arbitrary<Incident[]> = fc
  .tuple(fc.constantFrom(...LOSSES), fc.constantFrom(1, 2), fc.constantFrom(...LOSSES), fc.constantFrom(2, 3))
  .map(([is, at, observationFault, from]) => [
    { of: "write", at, is },
    { of: "DescribeConnector", at: from, is: observationFault, lasts: true },
  ]);

const incidents: fc.Arbitrary<Incident[] | undefined> = fc.oneof(
  weighted(10, fc.constant(undefined)),
  weighted(
    8,
    incident.map((one) => [one]),
  ),
  weighted(3, fc.uniqueArray(incident, { minLength: 2, maxLength: 2, selector: ({ is }) => JSON.stringify(is) })),
  weighted(2, neverConfirmed),
);

const staleObservation: fc.Arbitrary<Incident[]> = fc.constant([{ of: "DescribeConnector", at: 1, is: "stale" }]);

const order = fc.constantFrom(undefined, "chained" as const, "reversed" as const);
const otherAccount = rarely(6);

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
  incidents,
});
const refresh = fc.record({
  do: fc.constant("refresh" as const),
  otherAccount,
  incidents: fc.oneof(weighted(3, incidents), weighted(1, staleObservation)),
});
const destroy = fc.record({ do: fc.constant("destroy" as const), order, otherAccount, incidents });

const command: fc.Arbitrary<Command> = fc.oneof<fc.MaybeWeightedArbitrary<Command>[]>(
  weighted(12, up.map(compact)),
  weighted(8, declare),
  weighted(4, fc.record({ do: fc.constant("change" as const), change })),
  weighted(3, rename),
  weighted(2, fc.record({ do: fc.constant("drop" as const), name })),
  weighted(2, refresh.map(compact)),
  weighted(1, destroy.map(compact)),
  weighted(1, fc.constant({ do: "preview" as const })),
  weighted(1, fc.record({ do: fc.constant("profile" as const), label, exists: fc.boolean() })),
  weighted(1, fc.record({ do: fc.constant("wait" as const), hours: fc.constantFrom(1, 9) })),
);

/** Any commands, after those that declare a program: without one nothing can happen. */
export const histories: fc.Arbitrary<History> = fc
  .record({
    retries: rarely(25),
    program: fc.array(declare, { minLength: 1, maxLength: 3, size: "max" }),
    commands: fc.array(command, { minLength: 2, maxLength: 12, size: "max" }),
  })
  .map(({ retries, program, commands }) => compact({ retries, commands: [...program, ...commands] }));
