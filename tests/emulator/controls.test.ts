import assert from "node:assert/strict";
import type {
  ConnectorProfile,
  Emulator,
  Fault,
  JournalEntry,
  RegisteredFunction,
  Registration,
} from "../../emulator";
import { ANSWER, arnOf, emulated, instant, post, registration } from "./account";

describe("The embedded AppFlow's controls over HTTP", () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await emulated();
  });

  afterEach(() => emulator.close());

  async function control<T>(method: string, route: string, body?: object, status = 200): Promise<T> {
    const init = { method, ...(body ? { body: JSON.stringify(body) } : {}) };
    const response = await fetch(`${emulator.url}/_emulator${route}`, init);
    const answer = (await response.json()) as T;
    assert.equal(response.status, status, JSON.stringify(answer));
    return answer;
  }

  it("are listed, and all of them answer", async () => {
    const routes = await control<{ route: string }[]>("GET", "");
    for (const { route } of routes) {
      const [method, path] = route.split(" ") as [string, string];
      const { status } = await fetch(emulator.url + path, { method });
      assert.ok(status === 200 || status === 400, `${route}: ${status}`);
    }
    assert.deepEqual(await control("GET", "/health"), { status: "ok" });
    assert.match(
      (await control<{ message: string }>("GET", "/nope", undefined, 404)).message,
      /See GET \/_emulator/,
    );
  });

  it("edit registrations", async () => {
    await control("PUT", "/connector?label=crm&region=us-east-1", { description: "one" });
    await control("PATCH", "/connector?label=crm&region=us-east-1", { description: "two" });
    const shown = await control<Registration>("GET", "/connector?label=crm&region=us-east-1");
    assert.equal(shown.description, "two");
    assert.equal(shown.connectorArn, "arn:aws:appflow:us-east-1:123456789012:connector/crm");
    assert.deepEqual(await control("GET", "/connectors?region=us-east-1"), [shown]);
    assert.deepEqual(await control("GET", "/connectors"), []);
    assert.deepEqual(await control("DELETE", "/connector?label=crm&region=us-east-1"), { removed: true });
    assert.equal(await control("GET", "/connector?label=crm&region=us-east-1"), null);
    await control("PATCH", "/connector?label=crm", {}, 400);
    await control("PUT", "/connector", {}, 400);
  });

  it("create and remove profiles", async () => {
    await control("POST", "/profiles", { name: "p1", connectorLabel: "crm" });
    const [profile] = await control<ConnectorProfile[]>("GET", "/profiles");
    assert.equal(profile?.connectorLabel, "crm");
    assert.deepEqual(await control("DELETE", "/profiles?name=p1"), { removed: true });
    await control("POST", "/profiles", { name: "p1" }, 400);
  });

  it("register functions and permit them", async () => {
    await control("PUT", "/functions", {
      arn: arnOf("late"),
      source: instant,
      policy: "none",
      state: "Inactive",
    });
    const statement = { Sid: "s1", Effect: "Allow", Principal: "*", Action: "*" };
    await control("POST", `/functions/permissions?arn=${arnOf("late")}`, statement);
    const list = await control<RegisteredFunction[]>("GET", "/functions");
    const late = list.find((it) => it.arn === arnOf("late"));
    assert.deepEqual(
      [late?.state, late?.statements, late?.source],
      ["Inactive", [statement], { answer: ANSWER }],
    );
    await control("DELETE", `/functions/permissions?arn=${arnOf("late")}&sid=s1`);
    assert.deepEqual(emulator.functions.get(arnOf("late"))?.statements, []);
    assert.deepEqual(await control("DELETE", `/functions?arn=${arnOf("late")}`), { removed: true });
    await control("PUT", "/functions", { arn: "late", source: instant }, 400);
    await control("PUT", "/functions", { arn: arnOf("late") }, 400);
  });

  it("add and clear faults", async () => {
    const fault: Fault = {
      kind: { error: { type: "ThrottlingException" } },
      operation: "RegisterConnector",
      times: 2,
    };
    await control("POST", "/faults", fault);
    assert.equal((await post(emulator, "/register-connector", JSON.stringify(registration()))).status, 429);
    assert.deepEqual(await control("GET", "/faults"), [fault]);
    await control("DELETE", "/faults");
    assert.equal((await post(emulator, "/register-connector", JSON.stringify(registration()))).status, 200);
    await control("POST", "/faults", { kind: "nope" }, 400);
    const broken = await fetch(`${emulator.url}/_emulator/faults`, { method: "POST", body: "not json" });
    assert.equal(broken.status, 400);
  });

  it("read and clear the journal, in which they don't stand themselves", async () => {
    await post(emulator, "/register-connector", JSON.stringify(registration()));
    const [entry, ...more] = await control<JournalEntry[]>("GET", "/journal");
    assert.deepEqual(
      [entry?.operation, entry?.label, entry?.status, more],
      ["RegisterConnector", "crm", 200, []],
    );
    await control("DELETE", "/journal");
    assert.deepEqual(await control("GET", "/journal"), []);
  });

  it("say what they take", async () => {
    const routes = await control<{ route: string; takes: string }[]>("GET", "");
    const takes = (route: string) => routes.find((it) => it.route === route)?.takes;
    assert.equal(takes("GET /_emulator/health"), "");
    assert.equal(takes("DELETE /_emulator/profiles"), "?name&accountId&region");
    assert.equal(
      takes("POST /_emulator/profiles"),
      "JSON: name, connectorLabel, connectionMode?, accountId?, region?",
    );
  });

  it("aren't for web pages", async () => {
    const { status } = await fetch(`${emulator.url}/_emulator/health`, {
      headers: { origin: "http://example.com" },
    });
    assert.equal(status, 403);
  });
});
