import assert from "node:assert/strict";
import { LIMITS } from "../../../../provider/aws/limits";
import { DIAGNOSTICS } from "../../../../provider/diagnostics/catalog";
import { arnOf, within } from "../../../support/inMemory/context";
import { inMemoryLambda } from "../../../support/inMemory/lambda";
import {
  askingPlan,
  aTurn,
  never,
  openSession,
  planOf,
  resourceOf,
  resourceWith,
  short,
  updatePlan,
} from "../../../support/inMemory/preview";

/** Runs where a preview has next to no time, whose end comes by itself. */
const inNoTime = <T>(run: () => Promise<T>) => within({ preview: 5 }, run);

/** A Lambda whose descriptions never come. */
const silentLambda = () => ({ ...inMemoryLambda(), describe: never });

/** A call that fails once its signal aborts. */
const untilAborted = (signal?: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal?.addEventListener("abort", () => reject(new TypeError("aborted")));
  });

/** The labels that a message calls unchecked. */
const uncheckedIn = (message = "") => /not checked: (.*), and whatever came later\. Preview again/.exec(message)?.[1];

/** What the second of two checks finds, of which the first takes so long by the clock; the second ends soon, or never. */
async function findAfter(milliseconds: number, isEnding: boolean) {
  let passed = 1_000_000;
  const describe = async (lambdaArn: string) => {
    if (lambdaArn === arnOf("first")) passed += milliseconds;
    else if (isEnding) await new Promise((resolve) => setTimeout(resolve, 10));
    else await never();
    return undefined;
  };
  const { findings } = openSession({ lambda: { ...inMemoryLambda(), describe } });
  performance.now = () => passed;
  try {
    const first = await findings(updatePlan("crm"), resourceWith(arnOf("first")));
    assert.deepEqual(first, ["error function-absent"]);
    return await findings(updatePlan("erp"), resourceWith(arnOf("second")));
  } finally {
    // The prototype has the real one.
    Reflect.deleteProperty(performance, "now");
  }
}

describe("the time of a preview", () => {
  it("is half a minute, as the catalog says", () => {
    assert.equal(LIMITS.preview, 30_000);
    assert.match(DIAGNOSTICS["lookup-timed-out"].when, / at most 30 s /);
  });

  it("ends lookups that never end, and is reported once with the labels that stay unchecked", async () => {
    await inNoTime(async () => {
      const { appflow, lookUp, findings } = openSession();
      appflow.list = never;
      const labels = ["a1", "b2", "c3"];
      const found = await Promise.all(labels.map((label) => lookUp(planOf(label), resourceOf())));
      assert.deepEqual(
        found.map((it) => it.map(short)),
        [[], [], ["warning lookup-timed-out"]],
      );
      const { message } = found.flat()[0];
      assert.match(
        message,
        /: preview stopped looking after 0\.005 s; not checked: "a1", "b2", "c3", and whatever came later\. /,
      );
      assert.deepEqual(await findings(planOf("d4"), resourceOf()), []);
    });
  });

  for (const [count, expected] of [
    [5, '"l1", "l2", "l3", "l4", "l5"'],
    [6, '"l1", "l2", "l3", "l4", "l5" and 1 more'],
    [42, '"l1", "l2", "l3", "l4", "l5" and 37 more'],
  ] as const)
    it(`names at most five labels, and how many more there are: ${count}`, async () => {
      await inNoTime(async () => {
        const { lookUp } = openSession({ lambda: silentLambda() });
        const labels = Array.from({ length: count }, (_, n) => `l${n + 1}`);
        const found = await Promise.all(labels.map((label) => lookUp(updatePlan(label), resourceOf())));
        assert.equal(uncheckedIn(found.flat()[0]?.message), expected);
      });
    });

  it("keeps what is found in time, and names only what isn't", async () => {
    await inNoTime(async () => {
      const lambda = inMemoryLambda();
      const describe: typeof lambda.describe = (lambdaArn) =>
        lambdaArn === arnOf("slow") ? never() : lambda.describe(lambdaArn);
      const { lookUp, findings } = openSession({ lambda: { ...lambda, describe } });
      const slow = lookUp(updatePlan("slow"), resourceWith(arnOf("slow")));
      assert.deepEqual(await findings(updatePlan("crm"), resourceOf()), ["error function-absent"]);
      const found = await slow;
      assert.deepEqual(found.map(short), ["warning lookup-timed-out"]);
      assert.equal(uncheckedIn(found[0].message), '"slow"');
    });
  });

  it("loses nothing that is known of the label while the function is still looked up", async () => {
    await inNoTime(async () => {
      const { appflow, findings } = openSession({ lambda: silentLambda() });
      appflow.put("crm");
      const found = await findings(askingPlan("crm"), resourceOf());
      assert.deepEqual(found, ["error label-taken", "warning lookup-timed-out"]);
    });
  });

  it("ends the comparison of ages as well", async () => {
    await inNoTime(async () => {
      const { compareAge } = openSession({ lambda: silentLambda() });
      const scope = { action: "checking", label: "crm" };
      const found = await compareAge({ scope, lambdaArn: arnOf("crm"), listAskedAt: () => [] });
      assert.deepEqual(found.map(short), ["warning lookup-timed-out"]);
    });
  });

  it("aborts every call under way, whose failures then add nothing", async () => {
    await inNoTime(async () => {
      const signals: (AbortSignal | undefined)[] = [];
      const aborted = (signal?: AbortSignal) => {
        signals.push(signal);
        return untilAborted(signal);
      };
      const lambda = {
        describe: (_: string, signal?: AbortSignal) => aborted(signal),
        policy: (_: string, signal?: AbortSignal) => aborted(signal),
        invoke: never,
      };
      const { appflow, lookUp, findings } = openSession({ lambda });
      appflow.list = aborted;
      const found = await lookUp(askingPlan("crm"), resourceOf());
      assert.deepEqual(found.map(short), ["warning lookup-timed-out"]);
      assert.deepEqual(
        signals.map((signal) => signal?.aborted),
        [true, true, true],
      );
      await aTurn();
      assert.deepEqual(await findings(planOf("erp"), resourceOf()), []);
      assert.deepEqual(await findings(updatePlan("hrm"), resourceOf()), []);
    });
  });

  it("lets no call begin once it is over", async () => {
    await within({ preview: 5, lookups: 1 }, async () => {
      const lambda = inMemoryLambda();
      const describe = (_: string, signal?: AbortSignal) => untilAborted(signal);
      const { findings } = openSession({ lambda: { ...lambda, describe } });
      assert.deepEqual(await findings(updatePlan("crm"), resourceOf()), ["warning lookup-timed-out"]);
      await aTurn();
      assert.deepEqual(lambda.calls, [], "the policy waited for its turn");
    });
  });

  it("is reported beside what failed before it was over", async () => {
    await inNoTime(async () => {
      const { appflow, findings } = openSession({ lambda: silentLambda() });
      appflow.fail("list", { code: "access-denied" });
      const found = await findings(askingPlan("crm"), resourceOf());
      assert.deepEqual(found, ["warning lookup-denied", "warning lookup-timed-out"]);
    });
  });

  it("is that of all checks together, not of each", async () => {
    await inNoTime(async () => {
      const { appflow, lookUp, findings } = openSession();
      appflow.list = never;
      const first = lookUp(planOf("crm"), resourceOf());
      let second: string[] | undefined;
      void within({ preview: 60_000 }, async () => {
        second = await findings(planOf("erp"), resourceOf());
      });
      assert.deepEqual(await first, []);
      await aTurn();
      assert.deepEqual(second, ["warning lookup-timed-out"]);
    });
  });

  it("does not pass while nothing is under way, however long the program takes between its resources", async () => {
    await inNoTime(async () => {
      const { appflow, findings } = openSession();
      appflow.put("erp");
      const many = ["crm", "hrm"].map((label) => findings(planOf(label), resourceOf()));
      assert.deepEqual(await Promise.all(many), [[], []]);
      // Another preview's time is over meanwhile, so this one's would have been before.
      const other = openSession();
      other.appflow.list = never;
      assert.deepEqual(await other.findings(planOf("crm"), resourceOf()), ["warning lookup-timed-out"]);
      assert.deepEqual(await findings(planOf("erp"), resourceOf()), ["error label-taken"]);
    });
  });

  for (const [took, isEnding, expected] of [
    [1_000, true, "error function-absent"],
    [59_999, false, "warning lookup-timed-out"],
    [70_000, false, "warning lookup-timed-out"],
  ] as const)
    it(`is what a check that took ${took} ms left of it`, async () => {
      assert.deepEqual(await within({ preview: 60_000 }, () => findAfter(took, isEnding)), [expected]);
    });
});

describe("the lookups of a preview", () => {
  /** Runs 40 resources whose calls take a turn each, and counts how many calls are under way at a time. */
  async function countMostUnderWay(): Promise<number> {
    const names = Array.from({ length: 40 }, (_, n) => `crm-${n}`);
    let [underWay, most] = [0, 0];
    const counted =
      <A extends unknown[], T>(call: (...args: A) => Promise<T>) =>
      async (...args: A) => {
        most = Math.max(most, (underWay += 1));
        await aTurn();
        underWay -= 1;
        return call(...args);
      };
    const { describe, policy, invoke } = inMemoryLambda();
    const slow = { describe: counted(describe), policy: counted(policy), invoke };
    const { appflow, findings } = openSession({ lambda: slow });
    for (const name of names) appflow.put(name);
    appflow.describe = counted(appflow.describe.bind(appflow));
    const found = await Promise.all(names.map((name) => findings(askingPlan(name), resourceWith(arnOf(name)))));
    for (const it of found) assert.deepEqual(it, ["error label-taken", "error function-absent"]);
    return most;
  }

  it("are at most 16 calls at a time, AppFlow's and Lambda's together", async () => {
    assert.equal(await countMostUnderWay(), 16);
    assert.equal(await within({ lookups: 3 }, countMostUnderWay), 3);
  });
});
