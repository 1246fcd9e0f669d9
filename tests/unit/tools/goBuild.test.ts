import assert from "node:assert/strict";
import { goFailure, isOlderGo, requiredGo } from "../../../tools/goBuild";

describe("tools/goBuild: which Go", () => {
  it("is read from go.mod", () => {
    assert.match(requiredGo(), /^1\.\d+/);
  });

  const cases: [string, string, boolean][] = [
    ["1.25.10", "1.25.11", true],
    ["1.25.11", "1.25.11", false],
    ["1.26rc1", "1.25.11", false],
    ["1.9", "1.25.11", true],
    ["1.25", "1.25.11", true],
    ["2.0", "1.25.11", false],
    ["unreadable", "1.25.11", true],
  ];
  for (const [have, need, older] of cases)
    it(`${have} is ${older ? "" : "not "}older than ${need}`, () => assert.equal(isOlderGo(have, need), older));
});

describe("tools/goBuild: a failure", () => {
  const cases: [string, RegExp][] = [
    ["write /tmp/x: no space left on device", /the disk is full/],
    ['Get "https://proxy/x": dial tcp: lookup proxy: no such host', /module proxy can't be reached/],
    ["x: module lookup disabled by GOPROXY=off", /module proxy can't be reached/],
    ["reading https://proxy/x.zip: 403 Forbidden", /module proxy can't be reached/],
    ["verifying x: checksum mismatch", /other code than go\.sum expects/],
    ["compile: signal: killed", /memory ran out/],
  ];
  for (const [output, expected] of cases)
    it(`says what "${output.slice(0, 40)}" means, and quotes it`, () => {
      const message = goFailure("compiling pulumi", "ended with exit code 1", `go: downloading y\n${output}`);
      assert.match(message, expected);
      assert.match(message, /^compiling pulumi: go ended with exit code 1, /);
      assert.ok(message.endsWith(`\n${output}`));
      assert.ok(!message.includes("downloading"));
    });

  it("quotes only the end of what means nothing to it", () => {
    assert.equal(goFailure("compiling", "ended with exit code 1", "1\n2\n3\n4\n5\n6").split("\n").length, 6);
  });
});
