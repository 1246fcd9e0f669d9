"use strict";
// Pages. A token names the last key that was handed over, not a position: rows that come or go between two
// pages then neither repeat nor hide others.

const { invalid } = require("./errors");
const { isObject, show } = require("./values");

// The page size that AppFlow assumes when it names none; also the most that one answer holds.
const MAX_PAGE = 1000;

// `limit`: how many rows in all, over all pages; the token carries what is left of it.
function pageOf(rows, key, request, limit = Infinity) {
  const size = pageSize(request);
  const { after, left } = readToken(request.nextToken, limit);
  const rest = sortBy(rows, key).filter((row) => after === undefined || row[key] > after);
  const page = rest.slice(0, Math.min(size, left));
  const stillLeft = left - page.length;
  const isLast = page.length === rest.length || stillLeft <= 0;
  const nextToken = isLast ? null : writeToken({ after: page.at(-1)[key], left: stillLeft });
  return { rows: page, nextToken };
}

// By code units, as `>` compares: the order must be the same whatever the language.
function sortBy(rows, key) {
  return [...rows].sort((one, other) => (one[key] < other[key] ? -1 : one[key] > other[key] ? 1 : 0));
}

// The contract says maxResult for lists and maxResults for data; taking both spares a silent surprise.
function pageSize({ maxResult, maxResults }) {
  const size = maxResults ?? maxResult ?? MAX_PAGE;
  if (!Number.isInteger(size) || size < 1) {
    throw invalid(`The size of a page is a whole number from 1, not ${show(size)}.`);
  }
  return Math.min(size, MAX_PAGE);
}

// JSON has no Infinity: no limit is written as null.
function writeToken({ after, left }) {
  const content = { after, left: left === Infinity ? null : left };
  return Buffer.from(JSON.stringify(content)).toString("base64url");
}

function readToken(token, limit) {
  if (token === undefined || token === null || token === "") return { after: undefined, left: limit };
  const content = typeof token === "string" ? decode(token) : undefined;
  const hasLeft = content?.left === null || (Number.isInteger(content?.left) && content.left > 0);
  if (!isObject(content) || typeof content.after !== "string" || !hasLeft) {
    throw invalid(`nextToken ${show(token)} is not one that this connector gave.`);
  }
  return { after: content.after, left: content.left ?? Infinity };
}

function decode(token) {
  try {
    return JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

module.exports = { pageOf };
