import assert from "node:assert/strict";
import { newJournal, readAttempt } from "../../../../emulator/admin/journal";

describe("The emulator's journal", () => {
  it("keeps as many of the latest calls as it is told", () => {
    const journal = newJournal(3);
    for (let n = 0; n < 9; n += 1)
      journal.write({ at: String(n), service: "", operation: "", accountId: "", region: "", caller: "" });
    assert.deepEqual(
      journal.entries.map((it) => it.at),
      ["6", "7", "8"],
    );
  });

  it("keeps no id that is too long to be an SDK's", () => {
    const headersOf = (length: number) => ({
      "amz-sdk-invocation-id": "i".repeat(length),
      "amz-sdk-request": `attempt=${"9".repeat(400)}`,
    });
    assert.deepEqual(readAttempt(headersOf(65)), { attempt: 999_999_999 });
    assert.equal(readAttempt(headersOf(64)).invocationId, "i".repeat(64));
  });
});
