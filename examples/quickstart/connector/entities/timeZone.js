"use strict";
// Time zones, with their offset at the moment that the setting `asOf` names.

const { field } = require("./fields");

const FIELDS = [
  field("id", "String", "IANA name", { key: true }),
  field("name", "String", "Name", { description: "In the language of the setting locale." }),
  field("utcOffset", "String", "Offset from UTC", {
    description: "Its hours and minutes at the moment of the setting asOf.",
  }),
  field("offsetMinutes", "Integer", "Offset in minutes"),
  field("changesClock", "Boolean", "Changes the clock", {
    description: "Whether its offsets on 1 January and 1 July of that year differ.",
  }),
];

// UTC itself is a zone that Intl formats but does not list.
function rows({ locale, asOf }) {
  return [...Intl.supportedValuesOf("timeZone"), "UTC"].map((id) => row(id, locale, asOf));
}

function row(id, locale, asOf) {
  const offset = offsetReader(id);
  const utcOffset = offset(asOf);
  const year = asOf.getUTCFullYear();
  return {
    id,
    name: zoneName(id, locale, asOf),
    utcOffset,
    offsetMinutes: minutes(utcOffset),
    changesClock: offset(new Date(Date.UTC(year, 0, 1))) !== offset(new Date(Date.UTC(year, 6, 1))),
  };
}

// Intl writes offsets as GMT+05:30, and plain GMT for none.
function offsetReader(timeZone) {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  return (moment) => partOf(format, moment).slice("GMT".length) || "+00:00";
}

function zoneName(timeZone, locale, moment) {
  return partOf(new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "long" }), moment);
}

function partOf(format, moment) {
  return format.formatToParts(moment).find((part) => part.type === "timeZoneName").value;
}

function minutes(utcOffset) {
  const [hours, rest] = utcOffset.slice(1).split(":").map(Number);
  const total = hours * 60 + rest;
  return utcOffset.startsWith("-") ? -total : total;
}

module.exports = {
  identifier: "TimeZone",
  label: "Time zones",
  description: "The zones of the IANA time zone database that this Node.js carries.",
  fields: FIELDS,
  rows,
};
