import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { currentRun, refusal, servicesOf, stackSetting } from "../../../sdk/run";
import { beginRun } from "../../support/program";

describe("the services of a run", () => {
  afterEach(() => pulumi.runtime.setAllConfig({}));

  it("are the same for all who ask with the same settings, with one client a region", () => {
    const run = {};
    const services = servicesOf(run);
    assert.equal(servicesOf(run), services);
    assert.equal(services.appflow("eu-west-1"), services.appflow("eu-west-1"));
    const provider = () => ({ "appflow:region": "eu-west-2" });
    assert.equal(servicesOf(run, provider()), servicesOf(run, provider()));
  });

  it("are others in another run, or for another Provider", () => {
    const run = {};
    const others = [{}, { "appflow:region": "eu-west-2" }].map((settings) => servicesOf(run, settings));
    const all = [servicesOf(run), servicesOf({}), ...others];
    assert.equal(new Set(all).size, all.length);
  });

  it("connect as the Provider says, and else as the stack's configuration does", () => {
    pulumi.runtime.setAllConfig({ "aws:region": "eu-west-1", "aws:profile": "stack" });
    assert.equal(stackSetting("aws:profile"), "stack");
    const run = {};
    const { region, profile } = servicesOf(run).connection;
    assert.deepEqual([region, profile], ["eu-west-1", "stack"]);
    const ofProvider = servicesOf(run, { "appflow:region": "eu-west-2" }).connection;
    assert.deepEqual([ofProvider.region, ofProvider.profile], ["eu-west-2", undefined]);
  });

  it("belong to what the engine's monitor stands for", async () => {
    await beginRun();
    const first = currentRun();
    assert.equal(currentRun(), first);
    await beginRun();
    assert.notEqual(currentRun(), first);
  });
});

describe("a refusal of what the program states", () => {
  it("is an error that Pulumi prints without its stack", () => {
    const error = refusal("import-unsupported", {}, { action: "declaring it" });
    assert.ok(pulumi.RunError.isInstance(error));
    assert.match(error.message, /^declaring it: the `import` option .*#import-unsupported$/);
  });
});
