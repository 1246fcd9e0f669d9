import assert from "node:assert/strict";
import { elapsed } from "../../../tools/progress";

describe("tools/progress: elapsed time", () => {
  it("is told in words", () => {
    assert.equal(elapsed(900), "0 s");
    assert.equal(elapsed(59_999), "59 s");
    assert.equal(elapsed(123_000), "2 min 3 s");
  });
});
