import assert from "node:assert/strict";
import { LIMITS } from "../../../provider/connection";
import { DIAGNOSTICS } from "../../../provider/diagnostics";
import { inMemoryLambda } from "../../support/inMemoryLambda";
import { arnOf, within } from "./given";
import { asking, aTurn, calling, looked, never, note, previewing, short, updating } from "./previewing";

/** Runs where a preview has next to no time, whose end comes by itself. */
const inNoTime = <T>(run: () => Promise<T>) => within({ preview: 5 }, run);

/** What a message says that is not checked. */
const uncheckedIn = (message = "") =>
  /not checked: (.*), and whatever came later\. Preview again/.exec(message)?.[1];

/** What the second of two look-ups finds, of which the first takes so long by the clock; the second ends soon, or never. */
async function afterOneOf(milliseconds: number, ends: boolean) {
  let passed = 1_000_000;
  const describe = async (lambdaArn: string) => {
    if (lambdaArn === arnOf("first")) passed += milliseconds;
    else if (ends) await new Promise((resolve) => setTimeout(resolve, 10));
    else await never();
    return undefined;
  };
  const { told } = previewing({ lambda: { ...inMemoryLambda(), describe } });
  performance.now = () => passed;
  try {
    assert.deepEqual(await told(updating("crm"), calling(arnOf("first"))), ["error function-absent"]);
    return await told(updating("erp"), calling(arnOf("second")));
  } finally {
    // The prototype has the real one.
    Reflect.deleteProperty(performance, "now");
  }
}

describe("The time of a preview", () => {
  it("is half a minute, as its entry in the table says", () => {
    assert.equal(LIMITS.preview, 30_000);
    assert.match(DIAGNOSTICS["lookup-timed-out"].when, / at most 30 s /);
  });

  it("ends look-ups that never end, told once with the labels that are not checked", async () => {
    await inNoTime(async () => {
      const { appflow, lookUp, told } = previewing();
      appflow.list = never;
      const labels = ["a1", "b2", "c3"];
      const found = await Promise.all(labels.map((label) => lookUp(note(label), looked())));
      assert.deepEqual(
        found.map((it) => it.map(short)),
        [[], [], ["warning lookup-timed-out"]],
      );
      const { message } = found.flat()[0];
      assert.match(
        message,
        /: preview stopped looking after 0\.005 s; not checked: "a1", "b2", "c3", and whatever came later\. /,
      );
      assert.deepEqual(await told(note("d4"), looked()), []);
    });
  });

  for (const [count, expected] of [
    [5, '"l1", "l2", "l3", "l4", "l5"'],
    [6, '"l1", "l2", "l3", "l4", "l5" and 1 more'],
    [42, '"l1", "l2", "l3", "l4", "l5" and 37 more'],
  ] as const)
    it(`names at most five labels, and how many more there are: ${count}`, async () => {
      await inNoTime(async () => {
        const { lookUp } = previewing({ lambda: { ...inMemoryLambda(), describe: never } });
        const labels = Array.from({ length: count }, (_, n) => `l${n + 1}`);
        const found = await Promise.all(labels.map((label) => lookUp(updating(label), looked())));
        assert.equal(uncheckedIn(found.flat()[0]?.message), expected);
      });
    });

  it("keeps what is found in time, and names only what isn't", async () => {
    await inNoTime(async () => {
      const lambda = inMemoryLambda();
      const describe: typeof lambda.describe = (lambdaArn, subject) =>
        lambdaArn === arnOf("slow") ? never() : lambda.describe(lambdaArn, subject);
      const { lookUp, told } = previewing({ lambda: { ...lambda, describe } });
      const slow = lookUp(updating("slow"), looked({ own: { description: "", lambdaArn: arnOf("slow") } }));
      assert.deepEqual(await told(updating("crm"), looked()), ["error function-absent"]);
      const found = await slow;
      assert.deepEqual(found.map(short), ["warning lookup-timed-out"]);
      assert.equal(uncheckedIn(found[0].message), '"slow"');
    });
  });

  it("loses nothing that is known of the label while the function is still looked at", async () => {
    await inNoTime(async () => {
      const { appflow, told } = previewing({ lambda: { ...inMemoryLambda(), describe: never } });
      appflow.put("crm");
      const found = await told(asking("crm"), looked());
      assert.deepEqual(found, ["error label-taken", "warning lookup-timed-out"]);
    });
  });

  it("ends a look at the age of a function as well", async () => {
    await inNoTime(async () => {
      const { compareAge } = previewing({ lambda: { ...inMemoryLambda(), describe: never } });
      const subject = { doing: "checking", label: "crm" };
      const found = await compareAge({ subject, lambdaArn: arnOf("crm"), asked: () => [] });
      assert.deepEqual(found.map(short), ["warning lookup-timed-out"]);
    });
  });

  it("aborts what is under way, whose failures then add nothing", async () => {
    await inNoTime(async () => {
      const aborted = () =>
        new Promise<never>((_, reject) => {
          signals[0].addEventListener("abort", () => reject(new TypeError("aborted")));
        });
      const lambda = { ...inMemoryLambda(), describe: aborted };
      const { appflow, signals, lookUp, told } = previewing({ lambda });
      appflow.list = aborted;
      assert.deepEqual(
        signals.map(({ aborted }) => aborted),
        [false],
      );
      assert.deepEqual((await lookUp(asking("crm"), looked())).map(short), ["warning lookup-timed-out"]);
      assert.equal(signals[0].aborted, true);
      await aTurn();
      assert.deepEqual(await told(note("erp"), looked()), []);
      assert.deepEqual(await told(updating("hrm"), looked()), []);
    });
  });

  it("is told beside what failed before it ended", async () => {
    await inNoTime(async () => {
      const { appflow, told } = previewing({ lambda: { ...inMemoryLambda(), describe: never } });
      appflow.fail("list", { code: "access-denied" });
      const found = await told(asking("crm"), looked());
      assert.deepEqual(found, ["warning lookup-denied", "warning lookup-timed-out"]);
    });
  });

  it("is that of all together, not of each", async () => {
    await inNoTime(async () => {
      const { appflow, lookUp, told } = previewing();
      appflow.list = never;
      const first = lookUp(note("crm"), looked());
      let second: string[] | undefined;
      void within({ preview: 60_000 }, async () => {
        second = await told(note("erp"), looked());
      });
      assert.deepEqual(await first, []);
      await aTurn();
      assert.deepEqual(second, ["warning lookup-timed-out"]);
    });
  });

  it("is that of looking, however long the program takes between its resources", async () => {
    await inNoTime(async () => {
      const { appflow, signals, told } = previewing();
      appflow.put("erp");
      const many = ["crm", "hrm"].map((label) => told(note(label), looked()));
      assert.deepEqual(await Promise.all(many), [[], []]);
      // Another preview's time ends in the meantime, so that this one's would have ended before.
      const other = previewing();
      other.appflow.list = never;
      assert.deepEqual(await other.told(note("crm"), looked()), ["warning lookup-timed-out"]);
      assert.equal(signals[0].aborted, false);
      assert.deepEqual(await told(note("erp"), looked()), ["error label-taken"]);
    });
  });

  for (const [took, ends, expected] of [
    [1_000, true, "error function-absent"],
    [59_999, false, "warning lookup-timed-out"],
    [70_000, false, "warning lookup-timed-out"],
  ] as const)
    it(`is what a look-up that took ${took} ms left of it`, async () => {
      assert.deepEqual(await within({ preview: 60_000 }, () => afterOneOf(took, ends)), [expected]);
    });

  it("is no concern of those that end in time", async () => {
    const { signals, told } = previewing();
    assert.deepEqual(await told(note("crm"), looked()), []);
    assert.equal(signals[0].aborted, false);
  });
});
