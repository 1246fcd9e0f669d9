"use strict";
// Intl lists time zones and currencies, but neither languages nor regions: those are found by trying every pair
// of letters and keeping the ones that have a name of their own.

const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];
const PAIRS = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));

// What the Unicode data names, though it is neither a language nor a region: unions, leftovers and test codes.
const NOT_REGIONS = new Set(["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"]);

function languageCodes() {
  const names = namesIn("en", "language");
  // A code that canonicalizes to another one is only an old name for it, as `iw` is for `he`.
  return PAIRS.filter((code) => names.of(code) && Intl.getCanonicalLocales(code)[0] === code);
}

function regionCodes() {
  const names = namesIn("en", "region");
  return PAIRS.map((code) => code.toUpperCase()).filter(
    (code) => !NOT_REGIONS.has(code) && names.of(code) && new Intl.Locale(`und-${code}`).region === code,
  );
}

// Without a name there is no answer, in place of the code repeated.
function namesIn(locale, type) {
  return new Intl.DisplayNames(locale, { type, fallback: "none" });
}

// Found once: the codes are part of this Node, so they can't change while it runs.
module.exports = { LANGUAGE_CODES: languageCodes(), REGION_CODES: regionCodes(), namesIn };
