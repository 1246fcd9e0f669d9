import assert from "node:assert/strict";
import { systemClock } from "../../../../provider/lifecycle/clock";

describe("The system's clock", () => {
  it("tells the time, and waits as long as it is told to", async () => {
    const [began, now] = [Date.now(), systemClock.now()];
    await systemClock.wait(30);
    assert.ok(now >= began && now <= Date.now(), String(now));
    // A timer of Node's may end within the millisecond before.
    assert.ok(Date.now() - began >= 29);
  });
});
