import type { RawProperties } from "./types";
import { isUnknown } from "./unknown";

/** The value at a dotted path. What lies below an unknown is unknown; what lies below anything else is absent. */
export function valueAt(properties: RawProperties, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => {
    if (isUnknown(value)) return value;
    return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }, properties);
}

/** The function that properties of any shape name, if they name one. */
export function lambdaArnOf(properties: RawProperties): unknown {
  return valueAt(properties, "connectorProvisioningConfig.lambda.lambdaArn");
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Without what is undefined: that has no place in a state. */
export function compact<T extends object>(value: T): Compact<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Compact<T>;
}

type Compact<T> = { [K in keyof T]?: Exclude<T[K], undefined> } & {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
};
