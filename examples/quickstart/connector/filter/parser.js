"use strict";
// From words to a tree. NOT binds before AND, and AND before OR; LIMIT can only stand at the end.
//
//   filter     = [ any ] [ LIMIT count ]
//   any        = all { OR all }
//   all        = one { AND one }
//   one        = NOT one | ( any ) | comparison
//   comparison = field (= != > >= < <= CONTAINS) value | field BETWEEN value AND value | field IN ( value, ... )

const { invalid } = require("../errors");
const { tokenize } = require("./lexer");

// Deeper nesting than anybody writes would only serve to exhaust the stack.
const MAX_DEPTH = 50;

const COMPARATORS = ["=", "!=", ">", ">=", "<", "<=", "CONTAINS"];

function parse(text) {
  const cursor = { tokens: tokenize(text), at: 0, depth: 0 };
  const condition = isNext(cursor, "LIMIT") ? null : parseAny(cursor);
  const limit = accept(cursor, "LIMIT") ? parseCount(cursor) : Infinity;
  if (cursor.at < cursor.tokens.length) throw unexpected(cursor, "the end");
  return { condition, limit };
}

function parseAny(cursor) {
  const parts = [parseAll(cursor)];
  while (accept(cursor, "OR")) parts.push(parseAll(cursor));
  return { kind: "any", parts };
}

function parseAll(cursor) {
  const parts = [parseOne(cursor)];
  while (accept(cursor, "AND")) parts.push(parseOne(cursor));
  return { kind: "all", parts };
}

function parseOne(cursor) {
  if (++cursor.depth > MAX_DEPTH)
    throw invalid(`filterExpression is nested deeper than ${MAX_DEPTH} levels.`);
  const node = parseNested(cursor);
  cursor.depth -= 1;
  return node;
}

function parseNested(cursor) {
  if (accept(cursor, "NOT")) return { kind: "not", part: parseOne(cursor) };
  if (!accept(cursor, "(")) return parseComparison(cursor);
  const inner = parseAny(cursor);
  expect(cursor, ")");
  return inner;
}

function parseComparison(cursor) {
  const field = take(cursor, "field", "the name of a field");
  if (accept(cursor, "BETWEEN")) {
    const low = parseValue(cursor);
    expect(cursor, "AND");
    return { kind: "compare", field, operator: "BETWEEN", values: [low, parseValue(cursor)] };
  }
  if (accept(cursor, "IN")) return { kind: "compare", field, operator: "IN", values: parseList(cursor) };
  const operator = COMPARATORS.find((one) => accept(cursor, one));
  if (!operator) throw unexpected(cursor, `one of ${COMPARATORS.join(" ")} BETWEEN IN`);
  return { kind: "compare", field, operator, values: [parseValue(cursor)] };
}

function parseList(cursor) {
  expect(cursor, "(");
  const values = [parseValue(cursor)];
  while (accept(cursor, ",")) values.push(parseValue(cursor));
  expect(cursor, ")");
  return values;
}

function parseValue(cursor) {
  return take(cursor, "literal", "a value");
}

function parseCount(cursor) {
  const token = cursor.tokens[cursor.at];
  if (!/^[1-9]\d{0,14}$/.test(token?.source)) throw unexpected(cursor, "a whole number from 1");
  cursor.at += 1;
  return Number(token.source);
}

// A value that was quoted is never taken for a keyword or a sign.
function isNext({ tokens, at }, text) {
  return (tokens[at]?.kind === "keyword" || tokens[at]?.kind === "symbol") && tokens[at].text === text;
}

function accept(cursor, text) {
  const found = isNext(cursor, text);
  if (found) cursor.at += 1;
  return found;
}

function expect(cursor, text) {
  if (!accept(cursor, text)) throw unexpected(cursor, text);
}

function take(cursor, kind, name) {
  const token = cursor.tokens[cursor.at];
  if (token?.kind !== kind) throw unexpected(cursor, name);
  cursor.at += 1;
  return token.text;
}

function unexpected({ tokens, at }, expected) {
  const found = tokens[at]?.source.slice(0, 40) ?? "the end";
  return invalid(`filterExpression: expected ${expected}, found ${found}.`);
}

module.exports = { parse };
