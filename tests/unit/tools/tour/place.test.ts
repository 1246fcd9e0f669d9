import assert from "node:assert/strict";
import { foreignSettings } from "../../../../tools/tour/place";

describe("tools/tour/place", () => {
  it("takes nothing of the user's own AWS and Pulumi settings along", () => {
    const env = { AWS_PROFILE: "prod", PULUMI_ACCESS_TOKEN: "x", PATH: "/bin", MY_AWS_NOTE: "" };
    assert.deepEqual(foreignSettings(env), ["AWS_PROFILE", "PULUMI_ACCESS_TOKEN"]);
  });
});
