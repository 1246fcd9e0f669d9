import assert from "node:assert/strict";
import { resolveOptions } from "../../../emulator/options";

const ODD: [options: object, message: RegExp][] = [
  [{ port: 65_536 }, /^Error: "port" of EmulatorOptions must be a whole number from 0 to 65535, not 65536$/],
  [{ port: "4599" }, /"port" of EmulatorOptions must be a whole number from 0 to 65535, not "4599"$/],
  [{ pageSize: 0 }, /"pageSize" .* must be a whole number from 1 to 100, not 0$/],
  [{ functionConcurrency: 0 }, /"functionConcurrency" .* must be a whole number from 1, not 0$/],
  [{ functionTimeoutMs: NaN }, /"functionTimeoutMs" .* must be .*, not NaN$/],
  [{ functionTimeoutMs: 2 ** 31 }, /"functionTimeoutMs" .* must be/],
  [{ requestTimeoutMs: Infinity }, /"requestTimeoutMs" .* must be .*, not Infinity$/],
  [{ journalLimit: -1 }, /"journalLimit" .* must be/],
  [{ customConnectorQuota: 1.5 }, /"customConnectorQuota" .* must be/],
  [{ tokenAfterRemoval: "forget" }, /must be "replay" or "register", not "forget"$/],
  [{ prot: 4599 }, /^Error: EmulatorOptions has no member "prot"; there are: port, host, .*requestTimeoutMs$/],
];

describe("The emulator's options", () => {
  for (const [options, message] of ODD)
    it(`are refused when they make no sense: ${Object.keys(options)[0]} ${Object.values(options)[0]}`, () => {
      assert.throws(() => resolveOptions(options), message);
    });

  it("may be left out, undefined or without end", () => {
    const options = { pageSize: undefined as never, journalLimit: Infinity, clock: () => new Date() };
    const { pageSize, journalLimit, clock } = resolveOptions(options);
    assert.deepEqual([pageSize, journalLimit, clock], [20, Infinity, options.clock]);
  });
});
