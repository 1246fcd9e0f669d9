"use strict";
// Languages by their two-letter ISO 639-1 code.

const { LANGUAGE_CODES, namesIn } = require("./codes");
const { field } = require("./fields");

const FIELDS = [
  field("code", "String", "ISO 639-1 code", { key: true }),
  field("name", "String", "Name", { nullable: true, description: "In the language of the setting locale." }),
  field("nativeName", "String", "Name in the language itself", { nullable: true }),
  field("script", "String", "Script", {
    nullable: true,
    description: "ISO 15924 code of the script that it is mostly written in.",
  }),
];

function rows({ locale }) {
  const names = namesIn(locale, "language");
  return LANGUAGE_CODES.map((code) => ({
    code,
    name: names.of(code) ?? null,
    nativeName: nativeName(code),
    script: new Intl.Locale(code).maximize().script ?? null,
  }));
}

// Intl would quietly answer in English for a language that it has no data in.
function nativeName(code) {
  const spoken = Intl.DisplayNames.supportedLocalesOf([code]).length > 0;
  return spoken ? (namesIn(code, "language").of(code) ?? null) : null;
}

module.exports = {
  identifier: "Language",
  label: "Languages",
  description: "The languages with a two-letter code that the Unicode data of this Node.js names.",
  fields: FIELDS,
  rows,
};
