"use strict";
// The connector's runtime settings: one table that says what they are, what is allowed and what holds without them.

const { isInstant, isObject, show } = require("./values");
const { invalid } = require("./errors");

// Node can be built with fewer languages; only those that it has are offered.
const LOCALES = Intl.DisplayNames.supportedLocalesOf([
  ...["en", "ar", "de", "es", "fr", "hi", "it", "ja", "ko", "pt-BR", "ru", "tr", "zh-CN"],
]);

const SETTINGS = [
  {
    key: "locale",
    dataType: "String",
    label: "Language of names",
    description: "The language of names as a language tag such as en or pt-BR.",
    scope: "CONNECTOR_PROFILE",
    connectorSuppliedValueOptions: LOCALES,
    fallback: "en",
    read: readLocale,
    expected: `a language tag that this Node has data for, such as ${LOCALES.slice(0, 3).join(", ")}`,
  },
  {
    key: "asOf",
    dataType: "DateTime",
    label: "Moment for time zones",
    description: "The moment for which time zones are told. Without it the moment of the request.",
    scope: "SOURCE",
    connectorSuppliedValueOptions: null,
    fallback: null,
    read: (value) => (isInstant(value) ? new Date(value) : undefined),
    expected: "a date and time with its zone, such as 2026-07-01T00:00:00Z",
  },
];

// AppFlow itself writes en_US where the web writes en-US; both are taken.
function readLocale(value) {
  if (typeof value !== "string") return undefined;
  try {
    const tag = value.replaceAll("_", "-");
    return Intl.DisplayNames.supportedLocalesOf([tag])[0];
  } catch {
    return undefined; // not a language tag at all
  }
}

// What DescribeConnectorConfiguration says of the settings: the table without what only this file needs.
function describeSettings() {
  return SETTINGS.map((setting) => ({
    key: setting.key,
    dataType: setting.dataType,
    required: false,
    label: setting.label,
    description: setting.description,
    scope: setting.scope,
    connectorSuppliedValueOptions: setting.connectorSuppliedValueOptions,
  }));
}

// An empty string is what a form sends for a field left blank.
function isGiven(value) {
  return value !== undefined && value !== null && value !== "";
}

// What is wrong, by the key that it is wrong at: the shape in which AppFlow shows it beside the input.
function findErrors(given) {
  const entries = Object.entries(given).map(([key, value]) => [key, problemWith(key, value)]);
  return Object.fromEntries(entries.filter(([, problem]) => problem !== undefined));
}

function problemWith(key, value) {
  const setting = SETTINGS.find((one) => one.key === key);
  if (!setting) {
    const known = SETTINGS.map((one) => one.key).join(" and ");
    return `There is no setting of this name; this connector has ${known}.`;
  }
  if (!isGiven(value) || setting.read(value) !== undefined) return undefined;
  return `${show(value)} is not ${setting.expected}.`;
}

// The settings ready for use, as `{ locale, asOf }`. AppFlow sends the settings of every scope with every
// request, so keys that aren't known here are not this function's business.
function readSettings(given) {
  if (given === undefined || given === null) return readSettings({});
  if (!isObject(given)) throw invalid(`connectorRuntimeSettings is an object, not ${show(given)}.`);
  const settings = {};
  for (const { key, read, fallback, expected } of SETTINGS) {
    settings[key] = isGiven(given[key]) ? read(given[key]) : fallback;
    if (settings[key] === undefined) throw invalid(`Setting ${key}: ${show(given[key])} is not ${expected}.`);
  }
  settings.asOf ??= new Date();
  return settings;
}

module.exports = { describeSettings, findErrors, readSettings };
