import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Code, DIAGNOSTICS } from "../../../provider/diagnostics";
import { DiagnosticError, explain, failure, finding } from "../../../provider/findings";
import { diagnosticsPage, example, PAGE } from "../../../tools/diagnosticsPage";

const CODES = Object.keys(DIAGNOSTICS) as Code[];

const ROOT = join(__dirname, "..", "..", "..");

describe("The page of diagnostics", () => {
  const page = readFileSync(PAGE, "utf8");

  it("is what the table gives; `npm run docs` writes it", () => assert.equal(page, diagnosticsPage()));

  it("has an anchor for every code, and none for anything else", () => {
    assert.deepEqual(
      [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading),
      CODES,
    );
  });
});

const SOURCES = ["provider", "sdk"]
  .flatMap((folder) => readdirSync(join(ROOT, folder)).map((file) => join(ROOT, folder, file)))
  .filter((file) => !file.endsWith("diagnostics.ts"))
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");

/** What the package says it is doing, as the sources have it; a name in it ends the comparison. */
const DOINGS = [...SOURCES.matchAll(/\bdoing(?:: | = [^;\n]*)["`]([a-z][^"`$]*)/g)].map(
  ([, phrase]) => phrase,
);

/** The room that a message needs beyond what is usual: ways out that differ from case to case. */
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

describe("A diagnostic", () => {
  for (const code of CODES) {
    it(`${code}: says what, where and the way out, in one paragraph`, () => {
      const message = example(code);
      const anchor = / See (\S+\/)?docs\/diagnostics\.md#([a-z-]+)$/.exec(message);
      const heading =
        /^([a-zA-Z][a-zA-Z '.]*?)( AppFlow connector "crm")?( \([a-z0-9-]+(, \d{12})?\))?: /.exec(message);
      const [, doing = "", labelled] = heading ?? [];
      assert.ok(
        DOINGS.some((phrase) =>
          labelled ? doing === phrase : phrase.includes(" ") && doing.startsWith(phrase),
        ),
        message,
      );
      assert.equal(anchor?.[2], code);
      const text = message.slice(0, anchor?.index);
      assert.ok(!/\n|\s{2}|\.\.|\{\w*\}|\bundefined\b|\bunknown\b/.test(text), text);
      assert.ok(text.length < (LONG[code] ?? 400), `${text.length} characters: ${text}`);
    });

    it(`${code}: the table ends its sentences itself, and says when it is met`, () => {
      const { when, says, remedy } = DIAGNOSTICS[code];
      assert.match(code, /^[a-z]+(-[a-z]+)*$/);
      assert.match(when, /^[A-Z`].*\.$/s);
      assert.ok(!/[.!?]$/.test(says) && !/[.!?]$/.test(remedy), `${says} / ${remedy}`);
    });
  }
  it("is written by some line of the package, whichever it is", () => {
    const unused = CODES.filter((code) => !SOURCES.includes(`"${code}"`));
    assert.deepEqual(unused, []);
  });
});

describe("The tests", () => {
  const folder = join(ROOT, "tests");
  const others = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.test\.ts$/.test(file) && !file.endsWith("diagnostics.test.ts"))
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n");

  it("provoke every code that there is", () => {
    const unseen = CODES.filter((code) => !new RegExp(`["#\\s]${code}\\b`).test(others));
    assert.deepEqual(unseen, []);
  });
});

describe("A message", () => {
  const facts = { service: "words" };

  it("names the connector, its region and its account, as far as they are known", () => {
    const begin = (subject: object) =>
      explain("rejected", { doing: "updating", ...subject }, facts).split(":")[0];
    assert.equal(begin({ label: "crm" }), 'updating AppFlow connector "crm"');
    assert.equal(
      begin({ label: "crm", region: "eu-west-1" }),
      'updating AppFlow connector "crm" (eu-west-1)',
    );
    assert.equal(
      begin({ label: "crm", region: "eu-west-1", accountId: "123456789012" }),
      'updating AppFlow connector "crm" (eu-west-1, 123456789012)',
    );
  });

  it("begins with what is being done alone, where there is no label", () => {
    const begin = (subject: object) =>
      explain("rejected", { doing: "listing AppFlow connectors", ...subject }, facts).split(":")[0];
    assert.equal(begin({}), "listing AppFlow connectors");
    assert.equal(begin({ label: "" }), "listing AppFlow connectors");
    assert.equal(begin({ region: "eu-west-1" }), "listing AppFlow connectors (eu-west-1)");
  });

  it("puts a full stop where there is none, and no second one", () => {
    const text = (service: string) => explain("rejected", { doing: "updating" }, { service });
    assert.match(text("words"), /: words\. Correct the value that AppFlow names\. See /);
    assert.match(text("words!"), /: words! Correct/);
  });

  it("stays readable when a label, a region or a fact is huge", () => {
    const huge = "x".repeat(100_000);
    const subject = { doing: "updating", label: huge, region: huge };
    const message = explain("rejected", subject, { service: huge });
    const [, label, region, fact] = /"(x+\.\.\.)" \((x+\.\.\.)\): (x+\.\.\.) /.exec(message) ?? [];
    assert.deepEqual([label?.length, region?.length, fact?.length], [256, 256, 1000]);
    const whole = "x".repeat(256);
    assert.ok(explain("rejected", { doing: "updating", label: whole }, facts).includes(`"${whole}"`));
  });

  it("fills facts in as they are, whatever stands in them", () => {
    const message = explain("rejected", { doing: "updating" }, { service: "$& {service} $1" });
    assert.ok(message.includes("$& {service} $1"), message);
  });

  it("is the same in a finding and in a failure", () => {
    const subject = { doing: "updating", label: "crm" };
    const message = explain("rejected", subject, facts);
    assert.deepEqual(finding("warning", "rejected", subject, facts), {
      severity: "warning",
      code: "rejected",
      message,
    });
    const thrown = failure("rejected", subject, facts);
    assert.ok(thrown instanceof DiagnosticError);
    assert.deepEqual(
      [thrown.message, thrown.code, thrown.outcome, thrown.words],
      [message, "rejected", "definite", ""],
    );
  });
});
