import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { goFailure, isOlderGo, requiredGo } from "../../../tools/goBuild";
import { elapsed } from "../../../tools/progress";
import { nothingWorked, pulumiEnvironment } from "../../../tools/pulumiCli";

describe("tools/pulumiCli: when nothing works", () => {
  it("lists every way with its reason, and every way out", () => {
    const message = nothingWorked(
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
    for (const word of [
      "https://www.pulumi.com/docs/install/",
      "https://go.dev/dl",
      "Go 1.25.11",
      "HTTPS_PROXY",
    ])
      assert.ok(message.includes(word), word);
  });
});

describe("tools/pulumiCli: the environment", () => {
  it("keeps state and settings under one folder, also when its name has spaces", () => {
    const home = mkdtempSync(join(tmpdir(), "pulumi env 100%-"));
    try {
      const env = pulumiEnvironment(home);
      assert.equal(env.PULUMI_HOME, home);
      assert.ok(existsSync(fileURLToPath(env.PULUMI_BACKEND_URL ?? "")));
      assert.equal(env.PULUMI_CONFIG_PASSPHRASE, "");
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});

describe("tools/goBuild: which Go", () => {
  it("is read from go.mod", () => {
    assert.equal(requiredGo("module x\n\ngo 1.25.11\n\nrequire y v1\n"), "1.25.11");
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
    it(`${have} is ${older ? "" : "not "}older than ${need}`, () =>
      assert.equal(isOlderGo(have, need), older));
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
      const message = goFailure("compiling pulumi", "ended with exit code 1", ["go: downloading y", output]);
      assert.match(message, expected);
      assert.match(message, /^compiling pulumi: go ended with exit code 1, /);
      assert.ok(message.endsWith(`\n${output}`));
      assert.ok(!message.includes("downloading"));
    });

  it("quotes only the end of what means nothing to it", () => {
    const lines = ["1", "2", "3", "4", "5", "6"];
    assert.equal(goFailure("compiling", "ended with exit code 1", lines).split("\n").length, 6);
  });
});

describe("tools/progress: elapsed time", () => {
  it("is told in words", () => {
    assert.equal(elapsed(900), "0 s");
    assert.equal(elapsed(59_999), "59 s");
    assert.equal(elapsed(123_000), "2 min 3 s");
  });
});
