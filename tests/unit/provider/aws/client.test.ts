import assert from "node:assert/strict";
import { sentInTime } from "../../../provider/awsClient";
import { serviceFailure } from "../../../provider/failures";

describe("A call that the AWS SDK never sends, since its credentials don't come", () => {
  it("is given up as timed out, of an open outcome", async () => {
    const error: unknown = await sentInTime(new Promise(() => undefined), 5).catch((error: unknown) => error);
    const { code, outcome } = serviceFailure(error, "RegisterConnector", { doing: "registering" });
    assert.deepEqual([code, outcome], ["timed-out", "ambiguous"]);
  });

  it("is what it was where it comes in time", async () => {
    assert.equal(await sentInTime(Promise.resolve(1), 60_000), 1);
    await assert.rejects(sentInTime(Promise.reject(new Error("words")), 60_000), /words/);
  });
});
