import assert from "node:assert/strict";
import { explainAttempts } from "../../../tools/pulumiCli";

describe("tools/pulumiCli: when nothing works", () => {
  it("lists every way with its reason, and every way out", () => {
    const message = explainAttempts(
      [
        { way: "the PATH", problem: "there is no pulumi" },
        { way: "a build with Go", problem: "compiling pulumi: go ended with exit code 1\nno space left" },
      ],
      "1.25.11",
    );
    assert.deepEqual(message.split("\n").slice(1, 4), [
      "  - the PATH: there is no pulumi",
      "  - a build with Go: compiling pulumi: go ended with exit code 1",
      "      no space left",
    ]);
    for (const word of ["https://www.pulumi.com/docs/install/", "https://go.dev/dl", "Go 1.25.11", "HTTPS_PROXY"])
      assert.ok(message.includes(word), word);
  });
});
