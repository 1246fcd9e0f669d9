"use strict";
// The one entity that can be written: days off, kept in a file (see store.js for what that is worth).

const { readAll } = require("../store");
const { isDay, show } = require("../values");
const { REGION_CODES } = require("./codes");
const { field } = require("./fields");

const FIELDS = [
  field("id", "String", "Identifier", {
    key: true,
    write: true,
    defaulted: true,
    maxLength: 64,
    pattern: /^[A-Za-z0-9_.-]+$/,
    description: "Made by the connector when an insert gives none.",
  }),
  field("name", "String", "Name", { write: true, maxLength: 200 }),
  field("date", "Date", "Date", { write: true }),
  field("regionCode", "String", "Region", {
    write: true,
    nullable: true,
    description: "A code of the entity Region. Null for everywhere.",
  }),
  field("dayOff", "Boolean", "Day off", { write: true, defaulted: true, defaultValue: "true" }),
  field("updatedAt", "DateTime", "Last written", { timestamp: true }),
];

// What a complete holiday must satisfy: the field, whether its value will do, and what would.
const RULES = [
  ["id", (value) => isText(value, 64) && FIELDS[0].pattern.test(value), "1 to 64 letters, digits and _.-"],
  ["name", (value) => isText(value, 200), "1 to 200 characters"],
  ["date", isDay, "a day that exists, as 2026-12-25"],
  ["regionCode", (value) => value === null || REGION_CODES.includes(value), "the code of a Region, or null"],
  ["dayOff", (value) => typeof value === "boolean", "true or false"],
];

function isText(value, maxLength) {
  return typeof value === "string" && value.trim() !== "" && value.length <= maxLength;
}

// The first thing wrong with what a writer sent, or nothing.
function problemIn(holiday) {
  for (const [name, isGood, expected] of RULES) {
    if (!isGood(holiday[name])) return `${name} is ${show(holiday[name] ?? null)}; it must be ${expected}`;
  }
  return undefined;
}

module.exports = {
  identifier: "Holiday",
  label: "Holidays",
  description: "Days off that flows write. Kept in the temporary folder of the function and so not for long.",
  fields: FIELDS,
  rows: () => readAll(),
  defaults: { regionCode: null, dayOff: true },
  problemIn,
};
