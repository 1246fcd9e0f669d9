// Whole inputs as programs, right and wrong, and the engine hand them to check.
import fc from "fast-check";
import type { Connection } from "../../../provider/config/connection";
import type { CheckRequest } from "../../../provider/lifecycle/check";
import { UNKNOWN } from "../../../provider/resource/unknown";
import { ACCOUNT, arnOf, REGION } from "../inMemory/context";
import { OTHER } from "../inMemory/lifecycle";

/** Stands in the values that no message may repeat. */
export const CANARY = "canary";
export const FUNCTION = "connectorProvisioningConfig.lambda.lambdaArn";

export type Values = Record<string, unknown>;

/** One call of check. */
export interface Given {
  readonly news: Values;
  readonly olds: Values;
  readonly request: CheckRequest;
  readonly connection: Partial<Connection>;
}

export const isRecord = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What an unknown may turn out to be, by its path. */
const VALID: Values = {
  connectorLabel: "crm",
  connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("crm") } },
  "connectorProvisioningConfig.lambda": { lambdaArn: arnOf("crm") },
  [FUNCTION]: arnOf("crm"),
  connectorProvisioningType: "LAMBDA",
  description: "known",
  clientToken: "known",
  region: REGION,
  adopt: true,
  forceDelete: true,
  triggers: ["known"],
};

/** The same inputs with something valid for all that is unknown. A secret label must count as unknown. */
export function resolve(given: Given): Given {
  const hidden = given.request.isLabelSecret ? { connectorLabel: UNKNOWN } : {};
  return { ...given, news: resolveValue({ ...given.news, ...hidden }, []) as Values };
}

function resolveValue(value: unknown, path: string[]): unknown {
  if (value === UNKNOWN) return VALID[path.join(".")] ?? "known";
  if (Array.isArray(value)) return value.map((item) => resolveValue(item, [...path, "*"]));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, resolveValue(it, [...path, key])]));
}

const text = fc.string({ unit: fc.constantFrom(..."aZ09_!@#.-/ +=~\n'é\u00a0\u{1F642}"), maxLength: 8 });
const awkward = fc.constantFrom("__proto__", "constructor", "toString", "lambda", "lambdaArn", "adpot");
const key = fc.oneof(awkward, text);
const junk = fc.anything({
  key,
  values: [fc.constantFrom(`${CANARY} of junk`, UNKNOWN, null, undefined, true, 8_675_309, NaN), text],
  maxDepth: 3,
  maxKeys: 3,
});
const notText = junk.map((value) => (typeof value === "string" ? [value] : value));
const wild = fc.oneof(
  junk,
  text.map((it) => CANARY + it),
);

/** Mostly what is valid, now and then what is not, may be anything, or is unknown. */
const argument = (valid: unknown[], invalid: unknown[], others: fc.Arbitrary<unknown> = wild) =>
  fc.oneof(
    { weight: 40, arbitrary: fc.constantFrom(...valid) },
    { weight: 1, arbitrary: fc.constantFrom(...invalid) },
    { weight: 2, arbitrary: others },
    { weight: 2, arbitrary: fc.constant(UNKNOWN) },
  );
const long = (length: number) => "a".repeat(length);

const OPTIONAL = {
  // A message may name labels and regions, so that no canary is among them.
  connectorLabel: argument(["crm", "c#", "9_!@#.-", long(256)], ["", "a", long(257)], fc.oneof(text, notText)),
  region: argument([REGION, REGION, null], ["", "EU", "moon", "us-east-1"], notText),
  connectorProvisioningType: argument(["LAMBDA", null], ["", "EC2", "lambda"]),
  description: argument(["", CANARY, `${CANARY}\n=/`, long(1024)], [long(1025)]),
  clientToken: argument([CANARY, " ", long(256), null], ["", long(257)]),
  adopt: argument([true, false], ["yes", 0]),
  forceDelete: argument([true, false], ["no", 1]),
  triggers: argument([[], [CANARY], [null, UNKNOWN], [{ a: [UNKNOWN, CANARY] }]], [{ 0: CANARY }]),
};
const lambdaArn = argument(
  [arnOf("crm"), arnOf("crm"), `${arnOf("crm")}:7`, arnOf("crm", REGION, OTHER)],
  ["", `arn:aws:iam::1:${CANARY}`, `${arnOf("crm")}:${CANARY}:7`, arnOf("crm", "moon")],
);

/** An object of one member, now and then with others, or junk, or unknown. */
const holding = (name: string, member: fc.Arbitrary<unknown>) =>
  fc.oneof(
    { weight: 60, arbitrary: fc.record({ [name]: member }) },
    { weight: 1, arbitrary: fc.dictionary(key, junk, { maxKeys: 2 }) },
    { weight: 1, arbitrary: fc.record({ [name]: member, also: junk }) },
    { weight: 1, arbitrary: junk },
    { weight: 2, arbitrary: fc.constant(UNKNOWN) },
  );
const rarely = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

export const wholeInputs: fc.Arbitrary<Given> = fc
  .record({
    optional: fc.record(OPTIONAL, { requiredKeys: [] }),
    config: holding("lambda", holding("lambdaArn", lambdaArn)),
    more: fc.oneof(
      { weight: 12, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.dictionary(key, junk, { maxKeys: 2 }) },
    ),
    olds: rarely<Values>({}, { connectorLabel: "erp", region: REGION, description: CANARY }, { region: "moon" }),
    defaultLabel: rarely<CheckRequest>({ defaultLabel: "crm-0123456" }, {}),
    isLabelSecret: rarely(false, true),
    connection: rarely<Partial<Connection>>(
      {},
      { region: REGION },
      { region: "us-east-1" },
      { allowedAccountIds: [ACCOUNT] },
      { forbiddenAccountIds: [OTHER] },
    ),
  })
  .map(({ optional, config, more, olds, defaultLabel, isLabelSecret, connection }) => {
    const { connectorLabel: label } = optional;
    const secret = isLabelSecret && typeof label === "string" && label !== UNKNOWN;
    const news = {
      ...more,
      ...optional,
      connectorProvisioningConfig: config,
      ...(secret ? { connectorLabel: CANARY + label } : {}),
    };
    return { news, olds, request: { ...defaultLabel, isLabelSecret }, connection };
  });
