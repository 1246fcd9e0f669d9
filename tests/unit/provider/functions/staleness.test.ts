import assert from "node:assert/strict";
import type { Subject } from "../../../provider/findings";
import type { ConnectorFunction } from "../../../provider/lambda";
import { staleness } from "../../../provider/staleness";
import { inMemoryLambda } from "../../support/inMemoryLambda";
import { arnOf, failureOf, REGION } from "./given";

const ARN = arnOf("crm");
const SUBJECT: Subject = { doing: "previewing", label: "crm", region: REGION };
const [FIRST, SECOND, THIRD] = [
  "2026-01-01T00:00:00.000Z",
  "2026-01-01T00:00:00.001Z",
  "2026-02-01T00:00:00.000Z",
] as const;

type Asked = (string | undefined)[];

function compared(shown: ConnectorFunction | undefined, asked: Asked) {
  const lambda = inMemoryLambda(shown && { [ARN]: { shown } });
  return staleness(lambda, ARN, () => asked, SUBJECT);
}

describe("A function that changed after AppFlow asked it", () => {
  it("is a warning, with both times, for one call", async () => {
    const lambda = inMemoryLambda({ [ARN]: { shown: { state: "Active", lastModified: SECOND } } });
    const [finding, ...more] = await staleness(lambda, ARN, () => [FIRST], SUBJECT);
    assert.deepEqual([finding?.severity, finding?.code, more.length], ["warning", "function-newer", 0]);
    const said = `previewing AppFlow connector "crm" (${REGION}): the function ${ARN} changed at ${SECOND}, and AppFlow asked it at ${FIRST}, as far as is known. `;
    assert.ok(finding?.message.startsWith(said), finding?.message);
    assert.deepEqual(lambda.calls, ["describe crm"]);
  });

  for (const asked of [
    [FIRST, SECOND],
    [SECOND, FIRST],
    [undefined, SECOND, FIRST, undefined],
  ])
    it(`is compared with the latest time of ${asked.map(String).join(", ")}`, async () => {
      const [finding] = await compared({ lastModified: THIRD }, asked);
      assert.ok(
        finding?.message.includes(`changed at ${THIRD}, and AppFlow asked it at ${SECOND}, as far as`),
      );
    });
});

describe("A function is none that changed after AppFlow asked it", () => {
  const cases: readonly [when: string, shown: ConnectorFunction | undefined, asked: Asked][] = [
    ["it changed before", { lastModified: FIRST }, [SECOND]],
    ["it changed at that very moment", { lastModified: SECOND }, [SECOND]],
    ["it changed between two of the times", { lastModified: SECOND }, [THIRD, FIRST]],
    ["Lambda does not say when it changed", { state: "Active" }, [FIRST]],
    ["nobody knows when it was asked", { lastModified: THIRD }, [undefined, undefined]],
    ["it was never asked", { lastModified: THIRD }, []],
    ["it does not exist", undefined, [FIRST]],
  ];
  for (const [when, shown, asked] of cases)
    it(`where ${when}`, async () => assert.deepEqual(await compared(shown, asked), []));
});

describe("When a function was asked", () => {
  it("is looked at after the function, since a run may have it asked meanwhile", async () => {
    const inMemory = inMemoryLambda({ [ARN]: { shown: { lastModified: SECOND } } });
    const asked: Asked = [FIRST];
    const describe: typeof inMemory.describe = async (...args) => {
      const shown = await inMemory.describe(...args);
      asked.push(THIRD);
      return shown;
    };
    assert.deepEqual(await staleness({ ...inMemory, describe }, ARN, () => [...asked], SUBJECT), []);
  });

  it("does not matter where the function can't be looked at: the failure is passed on", async () => {
    const lambda = inMemoryLambda({ [ARN]: { shown: { lastModified: THIRD } } });
    lambda.fail("describe", "access-denied");
    const failure = await failureOf(staleness(lambda, ARN, () => [FIRST], SUBJECT));
    assert.equal(failure.code, "access-denied");
  });
});
