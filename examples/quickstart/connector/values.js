"use strict";
// Questions about values that came in from outside, where anything may have been sent.

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// A value as a message can quote it: short, on one line, and never a failure of its own.
function show(value) {
  let text;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    text = String(typeof value);
  }
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

// Days and instants are checked by writing them again: Date.parse alone would take 31 February for 3 March.
function isDay(value) {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function isInstant(value) {
  if (typeof value !== "string") return false;
  const parts = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.exec(value);
  return parts !== null && isDay(parts[1]) && !Number.isNaN(Date.parse(value));
}

module.exports = { isDay, isInstant, isObject, show };
