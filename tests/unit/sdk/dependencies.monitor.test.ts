import assert from "node:assert/strict";
import { areDependenciesUnknown, isWaitingForOthers, watchRegistrations } from "../../../sdk/dependencies";
import { without } from "../../support/inMemory/context";

interface Monitor {
  readonly asked: unknown[];
  registerResource: (this: unknown, request: unknown, callback: (...answer: unknown[]) => void) => void;
}

/** A monitor that answers every request alike, and keeps what it is asked. */
function monitorOf(error: unknown, response?: { getUrn(): string }): Monitor {
  const asked: unknown[] = [];
  return {
    asked,
    registerResource(request, callback) {
      asked.push(this, request);
      callback(error, response);
    },
  };
}

const REQUEST = { getParent: () => "", getCustom: () => true, getDependenciesList: () => [] };

/** What a monitor answers the SDK. */
function answerOf(monitor: ReturnType<typeof monitorOf>, request: unknown = REQUEST): unknown[] {
  let answer: unknown[] = [];
  monitor.registerResource(request, (...args) => (answer = args));
  return answer;
}

describe("watching what a run registers", () => {
  it("passes each request on to the monitor, and each answer back, as they are", () => {
    const response = { getUrn: () => "urn:own" };
    const monitor = monitorOf(null, response);
    watchRegistrations(monitor);
    const [error, given] = answerOf(monitor);
    assert.equal(error, null);
    assert.equal(given, response);
    assert.equal(monitor.asked[0], monitor);
    assert.equal(monitor.asked[1], REQUEST);
    assert.equal(isWaitingForOthers(monitor, "urn:own"), false);
  });

  it("passes a failing registration on, and takes it for no resource", () => {
    const failure = new Error("refused");
    const monitor = monitorOf(failure);
    watchRegistrations(monitor);
    assert.deepEqual(answerOf(monitor), [failure, undefined]);
    assert.equal(isWaitingForOthers(monitor, ""), true);
    assert.equal(areDependenciesUnknown(monitor), false);
  });

  it("begins once for a monitor, and anew for each", () => {
    const [first, second] = [1, 2].map(() => monitorOf(null, { getUrn: () => "urn:own" }));
    const original = first.registerResource;
    watchRegistrations(first);
    const watched = first.registerResource;
    assert.notEqual(watched, original);
    answerOf(first);
    watchRegistrations(first);
    assert.equal(first.registerResource, watched);
    assert.equal(isWaitingForOthers(first, "urn:own"), false, "what was registered is kept");
    watchRegistrations(second);
    assert.equal(isWaitingForOthers(second, "urn:own"), true, "another run knows nothing of it");
  });
});

describe("a monitor of another shape", () => {
  it("is left as it is where it can't be changed", () => {
    const monitor = Object.freeze(monitorOf(null, { getUrn: () => "urn:own" }));
    const original = monitor.registerResource;
    watchRegistrations(monitor);
    answerOf(monitor);
    assert.equal(monitor.registerResource, original);
    assert.equal(areDependenciesUnknown(monitor), true);
    assert.equal(isWaitingForOthers(monitor, "urn:own"), true);
  });

  it("is left as it is where it registers nothing that way", () => {
    const monitor = { register: () => "registered" };
    watchRegistrations(monitor);
    assert.deepEqual(Object.keys(monitor), ["register"]);
    assert.equal(areDependenciesUnknown(monitor), true);
  });

  const failing = () => {
    throw new Error("changed");
  };
  for (const [what, request] of [
    ["no parent", without(REQUEST, "getParent")],
    ["no kind", without(REQUEST, "getCustom")],
    ["no dependencies", without(REQUEST, "getDependenciesList")],
    ["dependencies of another shape", { ...REQUEST, getDependenciesList: () => new Set() }],
    ["dependencies that fail", { ...REQUEST, getDependenciesList: failing }],
    ["nothing at all", null],
  ] as const)
    it(`ends the watch with a request that has ${what}, and gets it as it is, and all others`, () => {
      const response = { getUrn: () => "urn:own" };
      const monitor = monitorOf(null, response);
      watchRegistrations(monitor);
      assert.deepEqual(answerOf(monitor, request), [null, response]);
      assert.equal(monitor.asked[1], request);
      assert.equal(areDependenciesUnknown(monitor), true);
      assert.deepEqual(answerOf(monitor), [null, response]);
      assert.equal(isWaitingForOthers(monitor, "urn:own"), true);
    });

  it("keeps its own way to answer", async () => {
    const asked: unknown[][] = [];
    const monitor = {
      registerResource: (...args: unknown[]) => {
        asked.push(args);
        return Promise.resolve("registered");
      },
    };
    watchRegistrations(monitor);
    assert.equal(await monitor.registerResource(REQUEST, { deadline: 1 }), "registered");
    assert.deepEqual(asked, [[REQUEST, { deadline: 1 }]]);
    assert.equal(areDependenciesUnknown(monitor), true);
  });

  for (const [what, getUrn] of [
    ["no URN", undefined],
    ["a URN of another shape", "urn:own"],
    ["a URN that fails", failing],
  ] as const)
    it(`ends the watch with an answer that has ${what}, and passes that on`, () => {
      const response = { getUrn } as { getUrn(): string };
      const monitor = monitorOf(null, response);
      watchRegistrations(monitor);
      assert.deepEqual(answerOf(monitor), [null, response]);
      assert.equal(areDependenciesUnknown(monitor), true);
    });
});
