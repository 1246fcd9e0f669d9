import assert from "node:assert/strict";
import { farewell, invitation } from "../../../../tools/tour/farewell";
import type { Tour } from "../../../../tools/tour/walk";

describe("tools/tour/farewell", () => {
  const tour = {
    appflow: { url: "http://127.0.0.1:4599" },
    place: {
      folder: "/tmp/it's here",
      settings: { AWS_REGION: "eu-west-1", PULUMI_HOME: "/tmp/a b" },
      binDir: "/opt/pulumi cli",
    },
  } as unknown as Tour;

  it("can be pasted into a shell, spaces and quotes included", function () {
    if (process.platform === "win32") return;
    const text = invitation(tour);
    for (const line of [
      "export AWS_REGION=eu-west-1",
      "export PULUMI_HOME='/tmp/a b'",
      `export PATH='/opt/pulumi cli':"$PATH"`,
      "cd '/tmp/it'\\''s here/quickstart'",
    ])
      assert.ok(text.split("\n").includes(line), `${line} is missing in:\n${text}`);
  });

  it("say how to go on with AWS", () => {
    assert.match(farewell("30 s", tour.place), /pulumi cli':"\$PATH"\n.*\n.*\n +pulumi config set functionArn/);
  });
});
