import assert from "node:assert/strict";
import { type EmulatorOptions, settings } from "../../../emulator/options";

const ODD: [options: EmulatorOptions, words: RegExp][] = [
  [{ port: 65_536 }, /^Error: port must be a whole number from 0 to 65535, not 65536$/],
  [{ port: "4599" as never }, /^Error: port must be a whole number from 0 to 65535, not string$/],
  [{ pageSize: 0 }, /^Error: pageSize must be a whole number from 1 to 100, not 0$/],
  [{ functionConcurrency: 0 }, /^Error: functionConcurrency must be a whole number from 1, not 0$/],
  [{ functionTimeoutMs: NaN }, /^Error: functionTimeoutMs must be/],
  [{ functionTimeoutMs: 2 ** 31 }, /^Error: functionTimeoutMs must be/],
  [{ requestTimeoutMs: Infinity }, /^Error: requestTimeoutMs must be/],
  [{ journalLimit: -1 }, /^Error: journalLimit must be/],
  [{ customConnectorQuota: 1.5 }, /^Error: customConnectorQuota must be/],
];

describe("The emulator's options", () => {
  for (const [options, words] of ODD)
    it(`are refused when a number makes no sense: ${Object.keys(options)[0]} ${Object.values(options)[0]}`, () => {
      assert.throws(() => settings(options), words);
    });

  it("may be left out, undefined or without end", () => {
    const { pageSize, journalLimit } = settings({ pageSize: undefined as never, journalLimit: Infinity });
    assert.deepEqual([pageSize, journalLimit], [20, Infinity]);
  });
});
