import assert from "node:assert/strict";
import type { Emulator } from "../../emulator";
import { arnOf, emulated, instant } from "./account";

describe("The embedded AppFlow's controls over HTTP", () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await emulated();
  });

  afterEach(() => emulator.close());

  const state = () =>
    JSON.stringify([
      emulator.connectors.list(),
      emulator.profiles.list(),
      emulator.functions.list(),
      emulator.faults.list(),
    ]);

  const odd: [what: string, method: string, route: string, body: object | undefined, words: RegExp][] = [
    [
      "a name in the query",
      "GET",
      "/connectors?regoin=x",
      undefined,
      /no "regoin"; there are: accountId, region$/,
    ],
    ["a query where none is taken", "DELETE", "/faults?all=1", undefined, /no "all"; it has none$/],
    ["a body where none is taken", "DELETE", "/journal", { all: true }, /no member "all"; it has none$/],
    [
      "a member of a registration",
      "PUT",
      "/connector?label=crm",
      { descripton: "x" },
      /no member "descripton"; there are: connectorArn, .*, description, registeredAt, registeredBy, configuration$/,
    ],
    [
      "a description",
      "PATCH",
      "/connector?label=crm",
      { description: 5 },
      /"description" of the body must be a string/,
    ],
    [
      "a time",
      "PUT",
      "/connector?label=crm",
      { registeredAt: "noon" },
      /"registeredAt" of the body must be a time/,
    ],
    [
      "a configuration",
      "PUT",
      "/connector?label=crm",
      { configuration: [] },
      /"configuration" .* must be an object/,
    ],
    [
      "a profile's member",
      "POST",
      "/profiles",
      { name: "p", connectorLabel: "c", mode: "x" },
      /no member "mode"/,
    ],
    [
      "a profile's mode",
      "POST",
      "/profiles",
      { name: "p", connectorLabel: "c", connectionMode: "x" },
      /"Public" or "P/,
    ],
    [
      "a profile without a name",
      "POST",
      "/profiles",
      { connectorLabel: "c" },
      /"name" of the body is missing/,
    ],
    [
      "a function's member",
      "PUT",
      "/functions",
      { arn: arnOf("f"), source: instant, polcy: "none" },
      /no member "polcy"/,
    ],
    [
      "a function's source",
      "PUT",
      "/functions",
      { arn: arnOf("f"), source: { nod: "." } },
      /"source" .* no member "nod"/,
    ],
    [
      "a function's policy",
      "PUT",
      "/functions",
      { arn: arnOf("f"), source: instant, policy: "x" },
      /"appflow" or "none"/,
    ],
    [
      "a function's state",
      "PUT",
      "/functions",
      { arn: arnOf("f"), source: instant, state: "x" },
      /"state" .*"Active" or/,
    ],
    [
      "a statement",
      "POST",
      `/functions/permissions?arn=${arnOf("instant")}`,
      { Effect: "Allow" },
      /"Principal" .* missing/,
    ],
    [
      "a statement's effect",
      "POST",
      `/functions/permissions?arn=${arnOf("instant")}`,
      { Effect: "allow", Principal: "*", Action: "*" },
      /"Effect" of the body must be "Allow" or "Deny"/,
    ],
    [
      "a fault's member",
      "POST",
      "/faults",
      { kind: "empty", opration: "x" },
      /no member "opration"; there are: kind, op/,
    ],
    [
      "a fault's value",
      "POST",
      "/faults",
      { kind: { delayMs: -1 } },
      /"delayMs" must be a number of milliseconds/,
    ],
  ];
  for (const [what, method, route, body, words] of odd)
    it(`refuse ${what} that they don't know, and change nothing`, async () => {
      const before = state();
      const init = { method, ...(body ? { body: JSON.stringify(body) } : {}) };
      const response = await fetch(`${emulator.url}/_emulator${route}`, init);
      const { message } = (await response.json()) as { message: string };
      assert.equal(response.status, 400, message);
      assert.match(message, words);
      assert.equal(state(), before);
    });
});
