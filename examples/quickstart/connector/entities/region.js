"use strict";
// Countries and territories by their two-letter ISO 3166-1 code.

const { namesIn, REGION_CODES } = require("./codes");
const { field } = require("./fields");

const FIELDS = [
  field("code", "String", "ISO 3166-1 code", { key: true }),
  field("name", "String", "Name", { nullable: true, description: "In the language of the setting locale." }),
  field("language", "String", "Most likely language", { nullable: true }),
  field("firstDayOfWeek", "Integer", "First day of the week", {
    nullable: true,
    description: "From 1 for Monday to 7 for Sunday.",
  }),
];

function rows({ locale }) {
  const names = namesIn(locale, "region");
  return REGION_CODES.map((code) => {
    const place = new Intl.Locale(`und-${code}`);
    const { language } = place.maximize();
    return {
      code,
      name: names.of(code) ?? null,
      language: language === "und" ? null : language,
      firstDayOfWeek: weekOf(place)?.firstDay ?? null,
    };
  });
}

// A property in Node 20, a method in later ones.
function weekOf(place) {
  return place.getWeekInfo ? place.getWeekInfo() : place.weekInfo;
}

module.exports = {
  identifier: "Region",
  label: "Regions",
  description: "Countries and territories that the Unicode data of this Node.js names.",
  fields: FIELDS,
  rows,
};
