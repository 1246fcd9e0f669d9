import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Code, DIAGNOSTICS } from "../../../../provider/diagnostics/catalog";
import { render } from "../../../../provider/diagnostics/render";

const CODES = Object.keys(DIAGNOSTICS) as Code[];
const ROOT = join(__dirname, "..", "..", "..", "..");

/** The text of all files in a folder whose names match. */
const textOf = (folder: string, name: RegExp, except: string): string =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => name.test(file) && !file.endsWith(except))
    .map((file) => readFileSync(join(ROOT, folder, file), "utf8"))
    .join("\n");

const SOURCES = ["provider", "sdk"].map((folder) => textOf(folder, /\.ts$/, "catalog.ts")).join("\n");

/** The actions that the sources name; a name within one ends it. */
const ACTIONS = [...SOURCES.matchAll(/\baction(?:: | = [^;\n]*)["`]([a-z][^"`$]*)/g)].map(([, phrase]) => phrase);

/** Characters that a message may have beyond the usual 400: its ways out differ from case to case. */
const LONG: Readonly<Partial<Record<Code, number>>> = {
  "label-taken": 700,
  "label-replaced": 450,
  "function-not-invocable": 900,
  "in-use": 680,
  "quota-exceeded": 450,
  "registration-unsettled": 730,
  "registered-anew": 500,
  adopts: 500,
};

describe("A row of the catalog", () => {
  for (const code of CODES) {
    const { when, says, remedy, example } = DIAGNOSTICS[code];
    const { scope, facts } = example;

    it(`${code}: its example says what, where and the way out, in one paragraph`, () => {
      const message = render(code, scope, facts);
      const anchor = / See (\S+\/)?docs\/diagnostics\.md#([a-z-]+)$/.exec(message);
      const heading = /^([a-zA-Z][a-zA-Z '.]*?)( AppFlow connector "crm")?( \([a-z0-9-]+(, \d{12})?\))?: /.exec(
        message,
      );
      const [, action = "", label] = heading ?? [];
      const isNamed = (phrase: string) =>
        label ? action === phrase : phrase.includes(" ") && action.startsWith(phrase);
      assert.ok(ACTIONS.some(isNamed), message);
      assert.equal(anchor?.[2], code);
      const text = message.slice(0, anchor?.index);
      assert.ok(!/\n|\s{2}|\.\.|\{\w*\}|\bundefined\b|\bunknown\b/.test(text), text);
      assert.ok(text.length < (LONG[code] ?? 400), `${text.length} characters: ${text}`);
    });

    it(`${code}: its example has the facts that its texts name, and no other`, () => {
      const named = [...`${says}${remedy}`.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const scoped = ["label", "region"].filter((name) => !(name in facts));
      const own = [...new Set(named)].filter((name) => !scoped.includes(name));
      assert.deepEqual(Object.keys(facts).sort(), own.sort());
    });

    it(`${code}: says when it is met, and leaves full stops to the renderer`, () => {
      assert.match(code, /^[a-z]+(-[a-z]+)*$/);
      assert.match(when, /^[A-Z`].*\.$/s);
      assert.ok(!/[.!?]$/.test(says) && !/[.!?]$/.test(remedy), `${says} / ${remedy}`);
    });
  }

  it("is written by some line of the package, whichever it is", () => {
    const unused = CODES.filter((code) => !SOURCES.includes(`"${code}"`));
    assert.deepEqual(unused, []);
  });

  it("is provoked by a test, whichever it is", () => {
    const others = textOf("tests", /\.test\.ts$/, "catalog.test.ts");
    const unprovoked = CODES.filter((code) => !new RegExp(`["#\\s]${code}\\b`).test(others));
    assert.deepEqual(unprovoked, []);
  });
});
