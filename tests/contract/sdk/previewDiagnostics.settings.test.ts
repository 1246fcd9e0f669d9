import assert from "node:assert/strict";
import Module from "node:module";
import type * as pulumi from "@pulumi/pulumi";
import type { Emulator } from "../../../emulator/index";
import { arnOf, emulated, within } from "../../support/contract/target";
import { functionNamed, previewed, registration, type Setting, stateOf } from "../../support/contract/preview";

const DENIED = { error: { type: "AccessDeniedException" } };

let emulator: Emulator;
const operations = () => emulator.journal.entries.map(({ operation }) => operation).sort();
const preview = (program: () => pulumi.Resource[], setting: Setting = {}) => previewed(emulator, program, setting);
const lines = async (...args: Parameters<typeof preview>) => (await preview(...args)).lines;

describe("preview's lookups", () => {
  beforeEach(async () => (emulator = await emulated()));
  afterEach(() => emulator.close());

  const faulty = () => [registration("crm", functionNamed("absent"))];
  const mode = (name: string) => ({ "appflow:preflight": name });

  it("stop the run for what they find by default, and only warn with appflow:preflight: warn", async () => {
    emulator.connectors.put("crm");
    const found = ["crm function-absent", "crm label-taken"];
    for (const configuration of [{}, mode("error")] as Record<string, string>[]) {
      const { lines, exitCode } = await preview(faulty, { configuration });
      assert.deepEqual([lines, exitCode], [found.map((it) => `error ${it}`), 32]);
    }
    const { lines, exitCode } = await preview(faulty, { configuration: mode("warn") });
    assert.deepEqual([lines, exitCode], [found.map((it) => `warning ${it}`), undefined]);
  });

  it("leave it to check to stop the run with appflow:preflight: warn, too", async () => {
    const program = () => [registration("crm", { description: "it's" })];
    for (const name of ["warn", "off"])
      assert.deepEqual(await lines(program, { configuration: mode(name) }), ["error crm description-invalid"]);
  });

  it("are not made with appflow:preflight: off", async () => {
    emulator.connectors.put("crm");
    const configuration = { ...mode("off"), "appflow:preflightInvoke": "true" };
    assert.deepEqual(await lines(faulty, { configuration }), []);
    assert.deepEqual(operations(), []);
  });

  it("are as APPFLOW_PREFLIGHT says for one run, whatever the stack says", async () => {
    const run = (stack: string, APPFLOW_PREFLIGHT: string) =>
      lines(faulty, { configuration: mode(stack), env: { APPFLOW_PREFLIGHT } });
    assert.deepEqual(await run("error", "warn"), ["warning crm function-absent"]);
    assert.deepEqual(await run("off", "error"), ["error crm function-absent"]);
    assert.deepEqual(await run("warn", ""), ["warning crm function-absent"]);
    emulator.journal.clear();
    assert.deepEqual(await run("error", "off"), []);
    assert.deepEqual(operations(), []);
  });

  it("ask Lambda nothing beside an AppFlow of one's own, unless that has a Lambda, too", async () => {
    const { url } = emulator;
    const at = (endpoints: object) => ({ "aws:endpoints": JSON.stringify([endpoints]) });
    const configuration = { ...at({ appflow: url, sts: url }), "appflow:staleness": "warn" };
    emulator.connectors.put("crm");
    assert.deepEqual(await lines(faulty, { configuration }), ["error crm label-taken"]);
    const states = { crm: stateOf("crm") };
    assert.deepEqual(await lines(() => [registration("crm")], { configuration, states }), []);
    assert.deepEqual(operations(), ["DescribeConnector", "ListConnectors"]);
    const env = { AWS_ENDPOINT_URL_LAMBDA: url };
    const found = await lines(faulty, { configuration, env });
    assert.deepEqual(found, ["error crm function-absent", "error crm label-taken"]);
  });

  it("warn once a run, of all permissions together, when IAM denies them", async () => {
    for (const operation of ["ListConnectors", "GetFunction", "GetPolicy"])
      emulator.faults.add({ operation, kind: DENIED, times: "always" });
    const program = () => ["crm", "erp", "crashed"].map((name) => registration(name, functionNamed(name)));
    for (const run of ["the first run", "the next one"]) {
      const { lines, messages, exitCode } = await preview(program);
      assert.equal(lines.length, 1, `${run}: ${messages.join("\n")}`);
      assert.match(lines[0], /^warning (crm|erp|crashed) lookup-denied$/);
      const [, actions = ""] = /the caller lacks (.*), so preview/.exec(messages[0]) ?? [];
      const lacked = ["appflow:ListConnectors", "lambda:GetFunction", "lambda:GetPolicy"];
      assert.deepEqual(actions.split(", ").sort(), lacked);
      assert.equal(exitCode, undefined);
    }
  });

  it("wait with that for the last resource, whose lookups may lack another permission", async () => {
    emulator.faults.add({ operation: "ListConnectors", kind: DENIED });
    emulator.faults.add({ operation: "GetFunction", functionArn: arnOf("erp"), kind: { delayMs: 100 } });
    emulator.faults.add({ operation: "GetPolicy", functionArn: arnOf("erp"), kind: DENIED });
    const { lines, messages } = await preview(() =>
      ["crm", "erp"].map((name) => registration(name, functionNamed(name))),
    );
    assert.deepEqual(lines, ["warning erp lookup-denied"]);
    for (const action of ["appflow:ListConnectors", "lambda:GetPolicy"])
      assert.ok(messages[0].includes(action), messages[0]);
  });

  it("warn where Lambda can't be reached, which AppFlow may well reach", async () => {
    const { url } = emulator;
    const endpoints = [{ appflow: url, sts: url, lambda: "http://127.0.0.1:9" }];
    const configuration = { "aws:endpoints": JSON.stringify(endpoints) };
    const { lines, messages } = await preview(() => [registration("crm")], { configuration });
    assert.deepEqual(lines, ["warning crm lookup-unavailable"]);
    assert.match(messages[0], /could not check whether functions exist and are active: GetFunction: ECONNREFUSED/);
  });

  it("are an error where a module of the SDK can't be loaded, since the run can't load it either", async () => {
    const loader = Module as unknown as { _load: (name: string, ...rest: unknown[]) => unknown };
    const { _load } = loader;
    loader._load = (name, ...rest) => {
      if (name === "@aws-sdk/client-lambda") throw new Error(`Cannot find module '${name}'`);
      return _load(name, ...rest);
    };
    try {
      const { lines, messages, exitCode } = await preview(() => [registration("crm")]);
      assert.deepEqual([lines, exitCode], [["error crm request-not-sent"], 32]);
      assert.match(messages[0], /Cannot find module '@aws-sdk\/client-lambda'.*npm install/);
    } finally {
      loader._load = _load;
    }
  });

  it("show what they find beside what IAM denies", async () => {
    emulator.functions.register(arnOf("crm"), { answer: {} }, { state: "Failed" });
    emulator.faults.add({ operation: "GetPolicy", kind: DENIED, times: "always" });
    const { lines, messages } = await preview(() => [registration("crm")]);
    assert.deepEqual(lines, ["error crm function-inactive", "warning crm lookup-denied"]);
    assert.match(messages[1], /the caller lacks lambda:GetPolicy, .* whether AppFlow may invoke functions\./);
  });

  it("end when the time is over, and name what stays unchecked beside what they find", async () => {
    emulator.faults.add({ operation: "GetFunction", functionArn: arnOf("crm"), kind: "hangBefore" });
    emulator.connectors.put("hrm");
    const program = () => [
      registration("crm"),
      registration("erp", functionNamed("absent")),
      registration("hrm", functionNamed("erp")),
    ];
    // What is loaded on the first call takes no part of the time.
    await Promise.all([import("@aws-sdk/client-appflow"), import("@aws-sdk/client-lambda")]);
    const { lines, messages } = await within({ preview: 1500 }, () => preview(program));
    assert.deepEqual(lines, ["error erp function-absent", "error hrm label-taken", "warning crm lookup-timed-out"]);
    assert.match(messages[2], /stopped looking after 1\.5 s; not checked: "crm"[,.] /);
  });

  it("cause no warning of Node's, however many functions there are", async () => {
    const names = Array.from({ length: 40 }, (_, n) => `f${n}`);
    for (const name of names) emulator.functions.register(arnOf(name), { answer: {} });
    const warnings: string[] = [];
    const listen = ({ name, message }: Error) => void warnings.push(`${name}: ${message}`);
    process.on("warning", listen);
    try {
      const found = await lines(() => names.map((name) => registration(name, functionNamed(name))));
      assert.deepEqual(found, []);
      assert.deepEqual(warnings, []);
    } finally {
      process.off("warning", listen);
    }
  });
});

describe("preview with appflow:preflightInvoke: true", () => {
  beforeEach(async () => (emulator = await emulated()));
  afterEach(() => emulator.close());

  const invoking = (program: () => pulumi.Resource[], setting: Setting = {}) =>
    preview(program, { ...setting, configuration: { "appflow:preflightInvoke": "true" } });
  const invocations = (name: string) => emulator.functions.get(arnOf(name))?.invocations;

  it("says what the connector answers, after one invocation for all that share the function", async () => {
    const { lines, messages, exitCode } = await invoking(() => ["a1", "b2"].map((name) => registration(name)));
    assert.deepEqual(lines, ["info a1 connector-answers", "info b2 connector-answers"]);
    assert.match(messages[0], /would be registered as CRM 1\.0 by Acme \(SOURCE\)\./);
    assert.equal(exitCode, undefined);
    assert.equal(invocations("crm"), 1);
  });

  it("refuses a function that doesn't answer as connectors do, says so or fails", async () => {
    const errorDetails = { errorCode: "InvalidArgument", errorMessage: "no such locale" };
    emulator.functions.register(arnOf("refuses"), { answer: { isSuccess: false, errorDetails } });
    emulator.functions.register(arnOf("fails"), { url: "http://127.0.0.1:9" });
    const program = () => ["crashed", "fails", "refuses"].map((name) => registration(name, functionNamed(name)));
    const { lines, messages, exitCode } = await invoking(program);
    assert.deepEqual(
      lines,
      ["crashed", "fails", "refuses"].map((name) => `error ${name} connector-unfit`),
    );
    assert.match(messages[0], /answered without `isSuccess: true`/);
    assert.match(messages[1], /, failed: /);
    assert.match(messages[2], /, answered InvalidArgument: no such locale\./);
    assert.equal(exitCode, 32);
  });

  it("invokes no function that AppFlow could not invoke", async () => {
    emulator.functions.register(arnOf("crm"), { answer: {} }, { policy: "none" });
    assert.deepEqual((await invoking(() => [registration("crm")])).lines, ["error crm function-not-invocable"]);
    assert.equal(invocations("crm"), 0);
  });

  it("invokes none for a registration that stays as it is, and none without the setting", async () => {
    const program = () => [registration("crm")];
    assert.deepEqual((await invoking(program, { states: { crm: stateOf("crm") } })).lines, []);
    assert.deepEqual(await lines(program), []);
    const configuration = { "appflow:preflightInvoke": "false" };
    assert.deepEqual(await lines(program, { configuration }), []);
    assert.equal(invocations("crm"), 0);
  });

  it("warns when it may not", async () => {
    emulator.faults.add({ operation: "Invoke", kind: DENIED });
    const { lines, messages } = await invoking(() => [registration("crm")]);
    assert.deepEqual(lines, ["warning crm lookup-denied"]);
    assert.match(messages[0], /lambda:InvokeFunction, so preview can't check what the connectors answer\./);
  });
});
