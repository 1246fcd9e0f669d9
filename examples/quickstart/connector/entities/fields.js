"use strict";
// Fields, each described in one line, and told to AppFlow in its own many words.

const NUMBER = [
  ...["EQUAL_TO", "NOT_EQUAL_TO", "LESS_THAN", "LESS_THAN_OR_EQUAL_TO"],
  ...["GREATER_THAN", "GREATER_THAN_OR_EQUAL_TO", "BETWEEN"],
];

// Which filters a field takes follows from its type. Texts have no order: it would differ by language.
const OPERATORS_BY_TYPE = {
  String: ["EQUAL_TO", "NOT_EQUAL_TO", "CONTAINS"],
  Integer: NUMBER,
  Boolean: ["EQUAL_TO", "NOT_EQUAL_TO"],
  Date: NUMBER,
  DateTime: NUMBER,
};

// `more`: key, nullable, timestamp; and for what can be written: write, maxLength, pattern, defaulted.
function field(fieldName, dataType, label, more = {}) {
  return { fieldName, dataType, label, operators: OPERATORS_BY_TYPE[dataType], ...more };
}

function describeField(one) {
  return {
    fieldName: one.fieldName,
    dataType: one.dataType,
    dataTypeLabel: one.dataType,
    label: one.label,
    description: one.description ?? null,
    isPrimaryKey: one.key === true,
    defaultValue: one.defaultValue ?? null,
    isDeprecated: false,
    constraints: describeConstraints(one),
    readProperties: {
      isRetrievable: true,
      isNullable: one.nullable === true,
      isQueryable: true,
      isTimestampFieldForIncrementalQueries: one.timestamp === true,
    },
    writeProperties: describeWriting(one),
    filterOperators: one.operators,
    customProperties: null,
  };
}

function describeConstraints({ maxLength, pattern }) {
  if (!maxLength && !pattern) return null;
  return {
    allowedLengthRange: maxLength ? { minRange: 1, maxRange: maxLength } : null,
    allowedValueRange: null,
    allowedValues: null,
    allowedValuesRegexPattern: pattern?.source ?? null,
    allowedDateFormat: null,
  };
}

// Only the key can say which record a write means, so only it names write operations.
function describeWriting(one) {
  const writable = one.write === true;
  return {
    isCreatable: writable,
    isUpdatable: writable && one.key !== true,
    isNullable: writable && one.nullable === true,
    isUpsertable: writable,
    isDefaultedOnCreate: one.defaulted === true,
    supportedWriteOperations: one.key && writable ? ["UPDATE", "UPSERT", "DELETE"] : null,
  };
}

module.exports = { describeField, field };
