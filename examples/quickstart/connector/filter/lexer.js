"use strict";
// From the text of a filter to its words. The patterns are tried in this order at each place.

const { invalid } = require("../errors");
const { show } = require("../values");

const PATTERNS = [
  ["space", /[ \t\r\n\f]+/y],
  ["text", /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/y],
  ["literal", /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z(?![\w.])/y],
  ["literal", /\d{4}-\d{2}-\d{2}(?![\w.:])/y],
  ["literal", /-?\d+(?:\.\d+)?(?![\w.-])/y],
  ["symbol", />=|<=|!=|[=<>(),]/y],
  ["word", /[A-Za-z][A-Za-z0-9_.-]*/y],
];

// Words that are not names of fields. The contract knows them in capitals and in small letters, nothing between.
const KEYWORDS = new Set(["AND", "OR", "NOT", "BETWEEN", "CONTAINS", "IN", "LIMIT"]);

const ESCAPES = { n: "\n", r: "\r", t: "\t" };

function tokenize(text) {
  const tokens = [];
  let at = 0;
  while (at < text.length) {
    const token = tokenAt(text, at);
    if (!token) throw invalid(`filterExpression can't be read from here: ${show(text.slice(at, at + 30))}.`);
    at += token.source.length;
    if (token.kind !== "space") tokens.push(token);
  }
  return tokens;
}

function tokenAt(text, at) {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const source = pattern.exec(text)?.[0];
    if (source !== undefined) return refine(kind, source);
  }
  return undefined;
}

// `text` is what a value says, `source` how it was written.
function refine(kind, source) {
  if (kind === "text") return { kind: "literal", source, text: unquote(source) };
  if (kind !== "word") return { kind, source, text: source };
  const upper = source.toUpperCase();
  if (KEYWORDS.has(upper) && (source === upper || source === source.toLowerCase())) {
    return { kind: "keyword", source, text: upper };
  }
  if (source === "null") return { kind: "literal", source, text: null };
  if (/^(true|True|TRUE|false|False|FALSE)$/.test(source)) {
    return { kind: "literal", source, text: source.toLowerCase() };
  }
  return { kind: "field", source, text: source };
}

function unquote(source) {
  return source.slice(1, -1).replace(/\\(.)/gs, (_, letter) => ESCAPES[letter] ?? letter);
}

module.exports = { tokenize };
