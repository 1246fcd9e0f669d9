import assert from "node:assert/strict";
import { readPreviewSettings } from "../../../../provider/config/previewSettings";

const DEFAULTS = { mode: "error", warnsOfStaleness: false, invokesFunctions: false };

/** What is read from a stack's configuration and an environment, and which settings can't be read. */
function read(configuration: Record<string, string> = {}, env: NodeJS.ProcessEnv = {}) {
  const { errors, ...settings } = readPreviewSettings((name) => configuration[name], env);
  const faults = errors.map(({ code, message }) => {
    assert.equal(code, "configuration-invalid");
    return /the configuration (.*?)\. Correct/.exec(message)?.[1];
  });
  return { settings, faults };
}

/** What is read where nothing is wrong. */
function readSound(configuration: Record<string, string>, env: NodeJS.ProcessEnv = {}) {
  const { settings, faults } = read(configuration, env);
  assert.deepEqual(faults, []);
  return settings;
}

describe("How a preview looks things up", () => {
  it("is with errors that stop it, without invoking and without comparing ages, where nobody says more", () => {
    assert.deepEqual(readSound({}), DEFAULTS);
    const empty = { "appflow:preflight": "", "appflow:staleness": "", "appflow:preflightInvoke": "" };
    assert.deepEqual(readSound(empty, { APPFLOW_PREFLIGHT: "" }), DEFAULTS);
  });

  for (const mode of ["error", "warn", "off"] as const)
    it(`is "${mode}" where the configuration or the environment says so`, () => {
      assert.equal(readSound({ "appflow:preflight": mode }).mode, mode);
      assert.equal(readSound({}, { APPFLOW_PREFLIGHT: mode }).mode, mode);
    });

  it("is what the environment says before what the configuration says, for the mode alone", () => {
    const configuration = {
      "appflow:preflight": "off",
      "appflow:staleness": "warn",
      "appflow:preflightInvoke": "true",
    };
    const whole = { mode: "off", warnsOfStaleness: true, invokesFunctions: true };
    assert.deepEqual(readSound(configuration), whole);
    assert.deepEqual(readSound(configuration, { APPFLOW_PREFLIGHT: "warn" }), { ...whole, mode: "warn" });
    assert.deepEqual(readSound({ APPFLOW_PREFLIGHT: "off" }, { "appflow:preflight": "off" }), DEFAULTS);
  });

  it("is read from this process's environment, unless another is given", () => {
    const kept = process.env["APPFLOW_PREFLIGHT"];
    process.env["APPFLOW_PREFLIGHT"] = "off";
    try {
      assert.equal(readPreviewSettings(() => undefined).mode, "off");
    } finally {
      delete process.env["APPFLOW_PREFLIGHT"];
      if (kept !== undefined) process.env["APPFLOW_PREFLIGHT"] = kept;
    }
  });

  it("is told of ages, or not, by appflow:staleness", () => {
    assert.equal(readSound({ "appflow:staleness": "warn" }).warnsOfStaleness, true);
    assert.equal(readSound({ "appflow:staleness": "off" }).warnsOfStaleness, false);
  });

  it("is with invoking, or without, by appflow:preflightInvoke", () => {
    assert.equal(readSound({ "appflow:preflightInvoke": "true" }).invokesFunctions, true);
    assert.equal(readSound({ "appflow:preflightInvoke": "false" }).invokesFunctions, false);
  });
});

describe("A setting of preview that can't be read", () => {
  for (const [key, must, ...values] of [
    ["appflow:preflight", "must be error, warn or off", "loud", "ERROR", "true", "false", "null"],
    ["appflow:staleness", "must be warn or off", "error", "true", "on"],
    ["appflow:preflightInvoke", "must be true or false", "yes", "1", "null", '"true"'],
  ] as const)
    for (const value of values)
      it(`is refused by name: ${key} ${value}`, () => {
        const { settings, faults } = read({ [key]: value });
        assert.deepEqual(faults, [`\`${key}\` ${must}`]);
        assert.deepEqual(settings, DEFAULTS);
      });

  it("is refused in the environment, too, and the configuration then counts", () => {
    const { settings, faults } = read({ "appflow:preflight": "warn" }, { APPFLOW_PREFLIGHT: "quiet" });
    assert.deepEqual(faults, ["`APPFLOW_PREFLIGHT` must be error, warn or off"]);
    assert.equal(settings.mode, "warn");
  });

  it("does not hide another one", () => {
    assert.equal(read({ "appflow:preflight": "loud", "appflow:staleness": "on" }).faults.length, 2);
  });
});
