import assert from "node:assert/strict";
import { once } from "../../../emulator/appflow/clientTokens";
import { appflow } from "../../../emulator/appflow/service";
import type { Call } from "../../../emulator/call";
import { attemptOf, journal } from "../../../emulator/journal";
import { settings } from "../../../emulator/options";
import { type Holdings, store } from "../../../emulator/store";

const HOUR_MS = 60 * 60 * 1000;
const caller = { accountId: "1", region: "r", arn: "a", partition: "aws" };

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
  let held: Map<string, Holdings>;
  let kept: ReturnType<typeof store>;
  let now: number;

  beforeEach(() => {
    held = new Map();
    kept = store(
      held,
      () => undefined,
      () => Promise.resolve(),
    );
    now = 0;
  });

  /** Makes a call with a client token, and tells whether it was carried out. */
  async function isCarriedOut(clientToken: string): Promise<boolean> {
    const emulation = {
      settings: settings({ clock: () => new Date(now) }),
      store: kept,
      underWay: { labels: new Set(), tokens: new Map() },
    };
    let carriedOut = false;
    await once({ caller, emulation } as unknown as Call, "Register", { clientToken }, () => {
      carriedOut = true;
      return Promise.resolve({});
    });
    return carriedOut;
  }

  it("of client tokens ends after 8 hours", async () => {
    await isCarriedOut("old");
    now += 4 * HOUR_MS;
    await isCarriedOut("younger");
    now += 4 * HOUR_MS;
    await isCarriedOut("new");
    assert.deepEqual([...kept.at(caller).tokens.keys()], ["Register/younger", "Register/new"]);
  });

  it("of client tokens is of the latest 10,000", async () => {
    for (let n = 0; n <= 10_000; n += 1) await isCarriedOut(`t${n}`);
    assert.equal(kept.at(caller).tokens.size, 10_000);
    assert.equal(await isCarriedOut("t1"), false);
    assert.equal(await isCarriedOut("t0"), true);
  });

  it("of former registrations is of the latest 1000", () => {
    for (let n = 0; n < 1500; n += 1) kept.put(caller, registration(`c${n}`));
    assert.equal(kept.at(caller).previous.size, 1000);
    assert.ok(kept.at(caller).previous.has("c1499"));
  });

  it("of accounts and regions ends with those that hold nothing, from a thousand on", () => {
    const place = (n: number) => ({ accountId: String(n), region: "r" });
    kept.put(place(0), registration("stays"));
    for (let n = 1; n < 1500; n += 1) {
      kept.put(place(n), registration("goes"));
      kept.remove(place(n), "goes");
      assert.equal(kept.at({ accountId: "looked at", region: String(n) }).connectors.size, 0);
    }
    assert.equal(held.size, 1000);
    assert.ok(kept.at(place(0)).connectors.has("stays"));
  });

  it("of accounts and regions never ends with one that holds something", () => {
    for (let n = 0; n < 1500; n += 1) kept.put({ accountId: String(n), region: "r" }, registration("c"));
    assert.equal(held.size, 1500);
  });

  it("of calls is of the latest, so many as told", () => {
    const calls = journal(3);
    for (let n = 0; n < 9; n += 1)
      calls.write({ at: String(n), service: "", operation: "", accountId: "", region: "", caller: "" });
    assert.deepEqual(
      calls.entries.map((it) => it.at),
      ["6", "7", "8"],
    );
  });

  it("of a call holds no name that is too long to be one", () => {
    const subject = (length: number) => {
      const body = JSON.stringify({ connectorLabel: "l".repeat(length), clientToken: "t".repeat(length) });
      const request = {
        method: "POST",
        path: "/register-connector",
        query: new URLSearchParams(),
        headers: {},
        body,
      };
      return appflow().read(request)?.subject(caller);
    };
    assert.deepEqual(subject(256), { label: "l".repeat(256), clientToken: "t".repeat(256) });
    assert.deepEqual(subject(257), {});
    const headers = {
      "amz-sdk-invocation-id": "i".repeat(65),
      "amz-sdk-request": `attempt=${"9".repeat(400)}`,
    };
    assert.deepEqual(attemptOf(headers), { attempt: 999_999_999 });
  });
});
