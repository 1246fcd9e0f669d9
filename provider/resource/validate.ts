import { finding, type Finding } from "../diagnostics/diagnostic";
import type { Scope } from "../diagnostics/scope";
import { suggestName } from "../diagnostics/similarNames";
import { isRecord, lambdaArnOf, valueAt } from "./path";
import { isRegion, parseFunctionArn, type Property, SCHEMA } from "./schema";
import type { RawProperties } from "./types";
import { isUnknown, knownString } from "./unknown";

/** All that is wrong with arguments, apart from what only AWS can know. Makes no call; skips unknown values. */
export function validate(inputs: RawProperties, scope: Scope): Finding[] {
  return [
    ...findUnknownArguments(inputs, SCHEMA, "", scope),
    ...SCHEMA.flatMap((property) => validateProperty(inputs, property, property.name, scope)),
    ...validateFunctionRegion(inputs, scope),
    ...validateHash(inputs, scope),
  ];
}

/** What is wrong with a label, before the service is asked for it. */
export function findLabelFault(label: string): string | undefined {
  return findFault(label, SCHEMA[0]);
}

/** A misspelt name must not be dropped silently. */
function findUnknownArguments(
  value: RawProperties,
  properties: readonly Property[],
  path: string,
  scope: Scope,
): Finding[] {
  const inputs = properties.filter(({ role }) => role === "input");
  const names = inputs.map(({ name }) => name);
  const own = Object.keys(value).filter((key) => !names.includes(key));
  return [
    ...own.map((key) =>
      finding("error", "argument-unknown", scope, {
        property: path + key,
        suggestion: suggestName(key, names),
        known: names.join(", "),
      }),
    ),
    ...inputs.flatMap(({ name, properties: members }) => {
      const member = valueAt(value, name);
      return members && isRecord(member) ? findUnknownArguments(member, members, `${path}${name}.`, scope) : [];
    }),
  ];
}

/** Finds the first thing that is wrong with a value, and all that is wrong with its members. */
function validateProperty(inputs: RawProperties, property: Property, path: string, scope: Scope): Finding[] {
  const value = valueAt(inputs, path);
  if (isUnknown(value)) return [];
  const { type, missing, invalid, properties = [] } = property;
  if (value === undefined || value === null)
    return missing ? [finding("error", missing, scope, { property: path } as never)] : [];
  const actual = Array.isArray(value) ? "array" : typeof value;
  if (actual !== type) {
    const facts = { property: path, expected: withArticle(type), actual: withArticle(actual) };
    return [finding("error", "argument-type", scope, facts)];
  }
  const fault = typeof value === "string" ? findFault(value, property) : undefined;
  if (fault && invalid) return [finding("error", invalid, scope, { fault } as never)];
  return properties.flatMap((member) => validateProperty(inputs, member, `${path}.${member.name}`, scope));
}

/** Never prints the value: it may be a secret. */
function findFault(value: string, { min = 0, max = Infinity, pattern, expected }: Property): string | undefined {
  if (value === "" && (min > 0 || expected)) return "is empty";
  if (value.length < min) return `is shorter than ${min} characters`;
  if (value.length > max) return `has ${value.length} characters, and the most is ${max}`;
  if (pattern && !pattern.test(value))
    return expected ? `is not ${expected}` : "has characters that AppFlow does not take";
  return undefined;
}

function withArticle(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function validateFunctionRegion(inputs: RawProperties, scope: Scope): Finding[] {
  const functionRegion = parseFunctionArn(lambdaArnOf(inputs))?.region;
  const region = inputs["region"];
  if (!functionRegion || !isRegion(region) || region === functionRegion) return [];
  return [finding("error", "function-region", scope, { functionRegion, region })];
}

function validateHash(inputs: RawProperties, scope: Scope): Finding[] {
  return knownString(inputs["connectorLabel"])?.includes("#") ? [finding("warning", "label-hash", scope, {})] : [];
}
