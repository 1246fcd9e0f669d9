import assert from "node:assert/strict";
import type { ConnectorFunction } from "../../../../provider/aws/lambda";
import { findStaleness } from "../../../../provider/functions/staleness";
import { arnOf, failureOf, REGION } from "../../../support/inMemory/context";
import { inMemoryLambda } from "../../../support/inMemory/lambda";

const ARN = arnOf("crm");
const SCOPE = { action: "previewing", label: "crm", region: REGION };
const [FIRST, SECOND, THIRD] = [
  "2026-01-01T00:00:00.000Z",
  "2026-01-01T00:00:00.001Z",
  "2026-02-01T00:00:00.000Z",
] as const;

type AskedAt = (string | undefined)[];

function compare(shown: ConnectorFunction | undefined, askedAt: AskedAt) {
  const { describe } = inMemoryLambda(shown && { [ARN]: { shown } });
  return findStaleness(describe, ARN, () => askedAt, SCOPE);
}

describe("a function that changed after AppFlow asked it", () => {
  it("is a warning with both times, for one call", async () => {
    const { calls, describe } = inMemoryLambda({
      [ARN]: { shown: { state: "Active", lastModified: SECOND } },
    });
    const [finding, ...more] = await findStaleness(describe, ARN, () => [FIRST], SCOPE);
    assert.deepEqual([finding?.severity, finding?.code, more.length], ["warning", "function-newer", 0]);
    const text = `previewing AppFlow connector "crm" (${REGION}): the function ${ARN} changed at ${SECOND}, and AppFlow asked it at ${FIRST}, as far as is known. `;
    assert.ok(finding?.message.startsWith(text), finding?.message);
    assert.deepEqual(calls, ["describe crm"]);
  });

  for (const askedAt of [
    [FIRST, SECOND],
    [SECOND, FIRST],
    [undefined, SECOND, FIRST, undefined],
  ])
    it(`is compared with the latest time of ${askedAt.map(String).join(", ")}`, async () => {
      const [finding] = await compare({ lastModified: THIRD }, askedAt);
      const text = `changed at ${THIRD}, and AppFlow asked it at ${SECOND}, as far as`;
      assert.ok(finding?.message.includes(text), finding?.message);
    });
});

describe("a function is not newer than AppFlow's answer", () => {
  const cases: readonly [when: string, shown: ConnectorFunction | undefined, askedAt: AskedAt][] = [
    ["it changed before", { lastModified: FIRST }, [SECOND]],
    ["it changed at that very moment", { lastModified: SECOND }, [SECOND]],
    ["it changed between two of the times", { lastModified: SECOND }, [THIRD, FIRST]],
    ["Lambda does not say when it changed", { state: "Active" }, [FIRST]],
    ["it is unknown when it was asked", { lastModified: THIRD }, [undefined, undefined]],
    ["it was never asked", { lastModified: THIRD }, []],
    ["it does not exist", undefined, [FIRST]],
  ];
  for (const [when, shown, askedAt] of cases)
    it(`where ${when}`, async () => assert.deepEqual(await compare(shown, askedAt), []));
});

describe("the time at which AppFlow asked a function", () => {
  it("is read after the lookup, since a run may have it asked meanwhile", async () => {
    const { describe } = inMemoryLambda({ [ARN]: { shown: { lastModified: SECOND } } });
    const askedAt: AskedAt = [FIRST];
    const describeAndAsk: typeof describe = async (...args) => {
      const shown = await describe(...args);
      askedAt.push(THIRD);
      return shown;
    };
    assert.deepEqual(await findStaleness(describeAndAsk, ARN, () => [...askedAt], SCOPE), []);
  });

  it("does not matter where the lookup fails: the failure is thrown", async () => {
    const lambda = inMemoryLambda({ [ARN]: { shown: { lastModified: THIRD } } });
    lambda.fail("describe", "access-denied");
    const failure = await failureOf(findStaleness(lambda.describe, ARN, () => [FIRST], SCOPE));
    assert.equal(failure.code, "access-denied");
  });
});
