import assert from "node:assert/strict";
import fc from "fast-check";
import { SHAPES, compileValidator } from "../../../../emulator/services/appflow/validation";
import type { JsonValue } from "../../../../emulator/schemas/json";
import type { Finding } from "../../../../provider/diagnostics/diagnostic";
import { check } from "../../../../provider/lifecycle/check";
import { UNKNOWN } from "../../../../provider/resource/unknown";
import {
  CANARY,
  FUNCTION,
  type Given,
  isRecord,
  resolve,
  type Values,
  wholeInputs,
} from "../../../support/generated/inputs";
import { contextOf, withoutAmbientRegion } from "../../../support/inMemory/context";

const RUNS = 10_000;

const at = (values: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce((value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined), values);
const isStated = (value: unknown) => value !== undefined && value !== null;
const stated = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => isStated(value)));
const hasOthers = (value: unknown, names: string[]) =>
  isRecord(value) && Object.keys(value).some((name) => !names.includes(name));
const isNoBoolean = (value: unknown) => isStated(value) && typeof value !== "boolean";

const LAMBDA_ARN = /^arn:(?:aws|aws-cn|aws-us-gov):lambda:([a-z0-9-]+):([0-9]{12}):function:[\w-]+(?::[\w$-]+)?$/;

function functionOf({ news }: Given): { region?: string; account?: string } {
  const arn = at(news, FUNCTION);
  const [, region, account] = (typeof arn === "string" && LAMBDA_ARN.exec(arn)) || [];
  return region && account ? { region, account } : {};
}

const regionOf = ({ news, olds, connection }: Given) => news["region"] ?? connection.region ?? olds["region"];
const NAMES = [
  ...Object.keys(SHAPES["RegisterConnectorRequest"]?.members ?? {}),
  ...["region", "adopt", "forceDelete", "triggers"],
];

interface Deviation {
  readonly why: string;
  /** Laxer: what stands for what the program leaves out. */
  readonly fills?: (given: Given) => Values;
  /** Stricter. */
  readonly refuses?: (given: Given) => boolean;
}

/** Where this package departs from the service's model, on purpose. */
const DEVIATIONS: readonly Deviation[] = [
  {
    why: "a label that is left out is the state's, or the default one",
    fills: ({ olds, request }) => ({ connectorLabel: olds["connectorLabel"] ?? request.defaultLabel }),
  },
  {
    why: "LAMBDA is the only type, so that it needs no stating",
    fills: () => ({ connectorProvisioningType: "LAMBDA" }),
  },
  {
    why: "a label stands in clear as the resource's id, so that it can't be a secret",
    refuses: ({ request }) => request.isLabelSecret === true,
  },
  {
    why: "the model takes any ARN, and only a Lambda function can be a connector",
    refuses: (given) => functionOf(given).region === undefined,
  },
  {
    why: "AppFlow takes no function of another region, of which the model says nothing",
    refuses: (given) => {
      const [home, region] = [functionOf(given).region, regionOf(given)];
      return home !== undefined && typeof region === "string" && home !== region;
    },
  },
  {
    why: "the stack's configuration forbids accounts; AppFlow doesn't know it",
    refuses: (given) => {
      const { forbiddenAccountIds: forbidden = [] } = given.connection;
      const { account } = functionOf(given);
      return account !== undefined && forbidden.includes(account);
    },
  },
  {
    why: "the model has no region: wherever it comes from, it must be a region's name",
    refuses: (given) => {
      const region = regionOf(given);
      return isStated(region) && !(typeof region === "string" && /^[a-z]{2}(-[a-z]+)+-\d+$/.test(region));
    },
  },
  {
    why: "the model has no adopt: it must be a boolean",
    refuses: ({ news }) => isNoBoolean(news["adopt"]),
  },
  {
    why: "the model has no forceDelete: it must be a boolean",
    refuses: ({ news }) => isNoBoolean(news["forceDelete"]),
  },
  {
    why: "the model has no triggers: they must be a list",
    refuses: ({ news: { triggers } }) => isStated(triggers) && !Array.isArray(triggers),
  },
  {
    why: "the service ignores names that it doesn't know, and a misspelt argument would be lost",
    refuses: ({ news }) =>
      hasOthers(stated(news), NAMES) ||
      hasOthers(at(news, "connectorProvisioningConfig"), ["lambda"]) ||
      hasOthers(at(news, "connectorProvisioningConfig.lambda"), ["lambdaArn"]),
  },
];

const register = compileValidator("RegisterConnectorRequest");
function modelAccepts(body: Values): boolean {
  try {
    register(body as JsonValue);
    return true;
  } catch {
    return false;
  }
}

/** What the model and the deviations from it make of inputs in which all is known. */
function isAccepted(given: Given, deviations = DEVIATIONS): boolean {
  const filled = deviations.map(({ fills }) => fills?.(given) ?? {});
  const body = Object.assign({}, ...filled, stated(given.news)) as Values;
  return modelAccepts(body) && !deviations.some(({ refuses }) => refuses?.(given));
}

const without = (row: Deviation) => DEVIATIONS.filter((other) => other !== row);

const checked = ({ news, olds, request, connection }: Given) =>
  check(contextOf(undefined, { connection }), olds, news, request);
/** Without the heading, which names the label and the region where they are known. */
const said = ({ severity, code, message }: Finding) => [severity, code, message.replace(/^.*?: /s, "")];

/** Findings that compare values, and so wait until all of them are known. */
const COMPARES: Readonly<Record<string, readonly string[]>> = {
  "function-region": ["region", FUNCTION],
  "function-account": [FUNCTION],
};
const isUnknown = (news: Values, path: string) =>
  path.split(".").some((_, index, keys) => at(news, keys.slice(0, index + 1).join(".")) === UNKNOWN);
const waits = ({ code }: Finding, news: Values) => COMPARES[code]?.some((path) => isUnknown(news, path));

describe("On whole inputs", () => {
  withoutAmbientRegion();

  it(`check and the service's model agree, whatever is unknown, and no message tells a value (${RUNS} inputs)`, () => {
    const seen = { accepted: 0, refused: 0, unknown: 0, secret: 0 };
    const idle = new Set(DEVIATIONS);
    fc.assert(
      fc.property(wholeInputs, (given) => {
        const whole = resolve(given);
        const { findings, inputs } = checked(whole);
        const accepted = isAccepted(whole);
        assert.equal(!findings.some(({ severity }) => severity === "error"), accepted);
        assert.ok(!accepted || modelAccepts(inputs), "what check hands on");
        const before = checked(given).findings;
        const settled = findings.filter((finding) => !waits(finding, given.news));
        assert.deepEqual(before.map(said), settled.map(said));
        for (const { message } of [...before, ...findings])
          assert.ok(!message.includes(CANARY) && !message.includes(UNKNOWN), message);

        seen[accepted ? "accepted" : "refused"] += 1;
        if (JSON.stringify(given.news).includes(UNKNOWN)) seen.unknown += 1;
        if (given.request.isLabelSecret) seen.secret += 1;
        for (const row of idle) if (isAccepted(whole, without(row)) !== accepted) idle.delete(row);
      }),
      { numRuns: RUNS },
    );
    assert.ok(Math.min(...Object.values(seen)) >= RUNS / 10, JSON.stringify(seen));
    assert.deepEqual([...idle], [], "deviations that decide nothing");
  });
});
