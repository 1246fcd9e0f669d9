"use strict";
// Currencies by their ISO 4217 code.

const { field } = require("./fields");

const FIELDS = [
  field("code", "String", "ISO 4217 code", { key: true }),
  field("name", "String", "Name", { description: "In the language of the setting locale." }),
  field("symbol", "String", "Symbol", { description: "As people write it in that language." }),
  field("fractionDigits", "Integer", "Digits after the decimal point"),
];

function rows({ locale }) {
  const names = new Intl.DisplayNames(locale, { type: "currency" });
  return Intl.supportedValuesOf("currency").map((code) => row(code, names.of(code), locale));
}

function row(currency, name, locale) {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  return {
    code: currency,
    name,
    symbol: format.formatToParts(0).find((part) => part.type === "currency").value,
    fractionDigits: format.resolvedOptions().maximumFractionDigits,
  };
}

module.exports = {
  identifier: "Currency",
  label: "Currencies",
  description: "Currencies that the Unicode data of this Node.js knows with past ones among them.",
  fields: FIELDS,
  rows,
};
