import assert from "node:assert/strict";
import { compareWithState } from "../../../../provider/resource/diff";
import { toInputs, toRefreshedState, toState, toUnwrittenState } from "../../../../provider/resource/state";
import { inMemoryAppFlow, inputsOf, REGION } from "../../../support/inMemory/context";
import { CREATED, stateOf } from "../../../support/inMemory/lifecycle";

const located = { ...inputsOf(), region: REGION };
const observed = inMemoryAppFlow().put("crm");
const described = inMemoryAppFlow().put("crm", { description: "theirs" });

describe("The state", () => {
  it("of a create has a description only where the program states one", () => {
    assert.deepEqual(toState({ ...located, description: "ours" }, described).description, "theirs");
    assert.deepEqual(toState({ ...located, description: "" }, observed), CREATED);
    assert.equal("description" in toState(located, described), false);
  });

  it("of a refresh is what is observed, and what only the program and notes say", () => {
    const askedAt = "2026-01-02T00:00:00.000Z";
    const state = stateOf({ triggers: [1], askedAt, connectorName: "Old", registeringSince: askedAt });
    const refreshed = toRefreshedState({ ...state, ofLaterVersions: 1 }, REGION, observed);
    assert.deepEqual(refreshed, { ...CREATED, triggers: [1], askedAt, ofLaterVersions: 1 });
    const { connectorProvisioningType, ...untyped } = observed;
    assert.equal(toRefreshedState({}, REGION, untyped).connectorProvisioningType, connectorProvisioningType);
  });

  it("of a registration that was only looked up has a description, if an empty one", () => {
    assert.equal(toRefreshedState({}, REGION, observed).description, "");
    assert.equal(toRefreshedState({}, REGION, described).description, "theirs");
    const adopted = { ...located };
    assert.equal("description" in toRefreshedState(adopted, REGION, described), false);
  });

  it("of an update without a call has what the program states now, so that nothing is left to change", () => {
    const state = stateOf({ forceDelete: true });
    const unwritten = toUnwrittenState(state, inputsOf());
    assert.deepEqual(unwritten, { ...state, forceDelete: false });
    assert.deepEqual(compareWithState({ ...unwritten }, { ...inputsOf() }).changed, []);
    assert.equal(toUnwrittenState(unwritten, inputsOf({ forceDelete: true })).forceDelete, true);
  });
});

describe("The inputs that give a state", () => {
  it("are its arguments; an empty description is none", () => {
    assert.deepEqual(toInputs(CREATED), located);
    assert.deepEqual(toInputs({ ...CREATED, description: "ours", adopt: false }), {
      ...located,
      description: "ours",
      adopt: false,
    });
  });
});
