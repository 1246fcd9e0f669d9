import assert from "node:assert/strict";
import { either, flag, name, newCheck, objectOf, oneOf, wholeNumber } from "../../../../emulator/schemas/validators";

const check = newCheck(
  objectOf({
    outer: objectOf({ inner: flag }, ["inner"]),
    name,
    size: either(wholeNumber(1, 9), oneOf("all")),
  }),
);

const REFUSED: [value: unknown, message: string][] = [
  [5, "the value must be an object, not 5"],
  [[], "the value must be an object"],
  [{ more: 1 }, 'the value has no member "more"; there are: outer, name, size'],
  [{ outer: {} }, '"inner" of "outer" of the value is missing'],
  [{ outer: { inner: "x" } }, '"inner" of "outer" of the value must be true or false, not "x"'],
  [{ outer: { inner: true, more: 1 } }, '"outer" of the value has no member "more"; there are: inner'],
  [{ name: "" }, `"name" of the value must be a string that isn't empty, not ""`],
  [{ size: 10 }, '"size" of the value must be a whole number from 1 to 9, or "all", not 10'],
  [
    { size: "x".repeat(99) },
    `"size" of the value must be a whole number from 1 to 9, or "all", not "${"x".repeat(64)}"`,
  ],
];

describe("A check by a JSON schema", () => {
  for (const [value, message] of REFUSED)
    it(`says where and what: ${message.slice(0, 80)}`, () => {
      assert.throws(() => check("the value", value), { message });
    });

  it("lets through what the schema allows, and members that are undefined", () => {
    check("the value", { outer: { inner: false }, name: undefined, size: "all" });
  });
});
