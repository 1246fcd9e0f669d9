import assert from "node:assert/strict";
import { newSaver } from "../../../../emulator/store/dataFile";
import { type AllResources, newStore, type Store } from "../../../../emulator/store/registrations";

const scope = (accountId: number | string) => ({ accountId: String(accountId), region: "r" });

const registration = (connectorLabel: string) => ({
  connectorLabel,
  connectorArn: "",
  connectorProvisioningType: "LAMBDA",
  lambdaArn: "",
  registeredAt: "2026-01-01T00:00:00Z",
  registeredBy: "",
  configuration: {},
});

describe("What the emulator remembers", () => {
  let all: AllResources;
  let store: Store;

  beforeEach(() => {
    all = new Map();
    store = newStore(all, newSaver(undefined, all));
  });

  it("of previous registrations is of the latest 1000", () => {
    for (let n = 0; n < 1500; n += 1) store.put(scope(1), registration(`c${n}`));
    const { previous } = store.read(scope(1));
    assert.equal(previous.size, 1000);
    assert.ok(previous.has("c1499"));
  });

  it("of accounts and regions ends with those that are empty, from a thousand on", () => {
    store.put(scope(0), registration("stays"));
    for (let n = 1; n < 1500; n += 1) {
      store.put(scope(n), registration("goes"));
      store.remove(scope(n), "goes");
      assert.equal(store.read(scope(`read ${n}`)).connectors.size, 0);
    }
    assert.equal(all.size, 1000);
    assert.ok(store.read(scope(0)).connectors.has("stays"));
  });

  it("of accounts and regions never ends with one that isn't empty", () => {
    for (let n = 0; n < 1500; n += 1) store.put(scope(n), registration("c"));
    assert.equal(all.size, 1500);
  });
});
