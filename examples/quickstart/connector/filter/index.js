"use strict";
// What AppFlow's filters mean here: `compileFilter` turns one into a question that can be put to every record.

const { invalid } = require("../errors");
const { isDay, isInstant, show } = require("../values");
const { parse } = require("./parser");

// Far more than AppFlow's console can make.
const MAX_LENGTH = 20000;

// By sign: the operator that the field must support, and the comparison. No value (null) is equal to null only,
// and neither more nor less than anything.
const COMPARISONS = {
  "=": ["EQUAL_TO", (value, [other]) => value === other],
  "!=": ["NOT_EQUAL_TO", (value, [other]) => value !== other],
  ">": ["GREATER_THAN", (value, [other]) => value !== null && value > other],
  ">=": ["GREATER_THAN_OR_EQUAL_TO", (value, [other]) => value !== null && value >= other],
  "<": ["LESS_THAN", (value, [other]) => value !== null && value < other],
  "<=": ["LESS_THAN_OR_EQUAL_TO", (value, [other]) => value !== null && value <= other],
  CONTAINS: ["CONTAINS", (value, [other]) => value !== null && value.includes(other)],
  BETWEEN: ["BETWEEN", (value, [low, high]) => value !== null && value >= low && value <= high],
  IN: ["EQUAL_TO", (value, others) => others.includes(value)],
};

const TAKES_NULL = ["=", "!=", "IN"];

// Values as they are compared, by the field's type; undefined for what can't be one.
const READERS = {
  String: (text) => text,
  Integer: (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined),
  Boolean: (text) => ({ true: true, false: false })[text],
  Date: readTime,
  DateTime: readTime,
};

// A day counts as its first moment in UTC. AppFlow may also write moments as milliseconds since 1970.
function readTime(text) {
  if (isDay(text)) return Date.parse(`${text}T00:00:00Z`);
  if (isInstant(text)) return Date.parse(text);
  return /^-?\d{1,16}$/.test(text) ? Number(text) : undefined;
}

function compileFilter(expression, fields) {
  const everything = { matches: () => true, limit: Infinity };
  if (expression === undefined || expression === null) return everything;
  if (typeof expression !== "string") throw invalid(`filterExpression is a text, not ${show(expression)}.`);
  if (expression.length > MAX_LENGTH)
    throw invalid(`filterExpression is longer than ${MAX_LENGTH} characters.`);
  if (expression.trim() === "") return everything;
  const { condition, limit } = parse(expression);
  return { matches: condition ? compile(condition, fields) : () => true, limit };
}

function compile(node, fields) {
  if (node.kind === "compare") return compileComparison(node, fields);
  if (node.kind === "not") {
    const inner = compile(node.part, fields);
    return (row) => !inner(row);
  }
  const parts = node.parts.map((part) => compile(part, fields));
  if (node.kind === "all") return (row) => parts.every((matches) => matches(row));
  return (row) => parts.some((matches) => matches(row));
}

function compileComparison({ field: name, operator, values }, fields) {
  const field = fields.find((one) => one.fieldName === name);
  if (!field) {
    const names = fields.map((one) => one.fieldName).join(", ");
    throw invalid(`filterExpression: there is no field ${show(name)}; there are ${names}.`);
  }
  const [needed, compare] = COMPARISONS[operator];
  if (!field.operators.includes(needed)) {
    throw invalid(`filterExpression: ${name} can't be compared by ${operator}: it is a ${field.dataType}.`);
  }
  const read = READERS[field.dataType];
  const others = values.map((text) => readValue(text, field, operator));
  return (row) => compare(row[name] === null ? null : read(String(row[name])), others);
}

function readValue(text, field, operator) {
  if (text === null && TAKES_NULL.includes(operator)) return null;
  const value = text === null ? undefined : READERS[field.dataType](text);
  if (value !== undefined) return value;
  throw invalid(
    `filterExpression: ${field.fieldName} ${operator} ${show(text)}: that is no ${field.dataType}.`,
  );
}

module.exports = { compileFilter };
