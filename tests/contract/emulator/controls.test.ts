import assert from "node:assert/strict";
import type { ConnectorProfile, Fault, JournalEntry, RegisteredFunction, Registration } from "../../../emulator/index";
import { ANSWER, arnOf, eachTestEmulator, instant, post, registrationBody } from "../../support/emulator/testEmulator";

describe("The embedded AppFlow's controls over HTTP", () => {
  const aws = eachTestEmulator();

  async function control<T>(method: string, route: string, body?: object, status = 200): Promise<T> {
    const init = { method, ...(body ? { body: JSON.stringify(body) } : {}) };
    const response = await fetch(`${aws.url}/_emulator${route}`, init);
    const answer = (await response.json()) as T;
    assert.equal(response.status, status, JSON.stringify(answer));
    return answer;
  }

  const registerStatus = async () => (await post(aws, "/register-connector", registrationBody())).status;

  it("are listed, and all of them answer", async () => {
    const routes = await control<{ route: string }[]>("GET", "");
    for (const { route } of routes) {
      const [method, path] = route.split(" ") as [string, string];
      const { status } = await fetch(aws.url + path, { method });
      assert.ok(status === 200 || status === 400, `${route}: ${status}`);
    }
    assert.deepEqual(await control("GET", "/health"), { status: "ok" });
    const { message } = await control<{ message: string }>("GET", "/nope", undefined, 404);
    assert.match(message, /See GET \/_emulator/);
  });

  it("edit registrations", async () => {
    const crm = "/connector?label=crm&region=us-east-1";
    await control("PUT", crm, { description: "one" });
    await control("PATCH", crm, { description: "two" });
    const registration = await control<Registration>("GET", crm);
    assert.equal(registration.description, "two");
    assert.equal(registration.connectorArn, "arn:aws:appflow:us-east-1:123456789012:connector/crm");
    assert.deepEqual(await control("GET", "/connectors?region=us-east-1"), [registration]);
    assert.deepEqual(await control("GET", "/connectors"), []);
    assert.deepEqual(await control("DELETE", crm), { removed: true });
    assert.equal(await control("GET", crm), null);
  });

  it("create and remove profiles", async () => {
    await control("POST", "/profiles", { name: "p1", connectorLabel: "crm" });
    const [profile] = await control<ConnectorProfile[]>("GET", "/profiles");
    assert.equal(profile?.connectorLabel, "crm");
    assert.deepEqual(await control("DELETE", "/profiles?name=p1"), { removed: true });
  });

  it("register functions and permit them", async () => {
    const late = { arn: arnOf("late"), source: instant, policy: "none", state: "Inactive" };
    await control("PUT", "/functions", late);
    const statement = { Sid: "s1", Effect: "Allow", Principal: "*", Action: "*" };
    await control("POST", `/functions/permissions?arn=${late.arn}`, statement);
    const list = await control<RegisteredFunction[]>("GET", "/functions");
    const { state, statements, source } = list.find((it) => it.arn === late.arn) ?? {};
    assert.deepEqual([state, statements, source], ["Inactive", [statement], { answer: ANSWER }]);
    await control("DELETE", `/functions/permissions?arn=${late.arn}&sid=s1`);
    assert.deepEqual(aws.functions.get(late.arn)?.statements, []);
    assert.deepEqual(await control("DELETE", `/functions?arn=${late.arn}`), { removed: true });
  });

  it("add and clear faults", async () => {
    const fault: Fault = {
      kind: { error: { type: "ThrottlingException" } },
      operation: "RegisterConnector",
      times: 2,
    };
    await control("POST", "/faults", fault);
    assert.equal(await registerStatus(), 429);
    assert.deepEqual(await control("GET", "/faults"), [fault]);
    await control("DELETE", "/faults");
    assert.equal(await registerStatus(), 200);
  });

  it("read and clear the journal, in which they don't stand themselves", async () => {
    await registerStatus();
    const entries = await control<JournalEntry[]>("GET", "/journal");
    assert.deepEqual(
      entries.map(({ operation, label, status }) => [operation, label, status]),
      [["RegisterConnector", "crm", 200]],
    );
    await control("DELETE", "/journal");
    assert.deepEqual(await control("GET", "/journal"), []);
  });

  it("say what they take", async () => {
    const routes = await control<{ route: string; takes: string }[]>("GET", "");
    const takes = (route: string) => routes.find((it) => it.route === route)?.takes;
    assert.equal(takes("GET /_emulator/health"), "");
    assert.equal(takes("DELETE /_emulator/profiles"), "?name&accountId&region");
    assert.equal(takes("POST /_emulator/profiles"), "JSON: name, connectorLabel, connectionMode?, accountId?, region?");
  });

  it("aren't for web pages", async () => {
    const headers = { origin: "http://example.com" };
    assert.equal((await fetch(`${aws.url}/_emulator/health`, { headers })).status, 403);
  });

  const crm = "/connector?label=crm";
  const permissions = `/functions/permissions?arn=${arnOf("instant")}`;
  const f = { arn: arnOf("f"), source: instant };
  const profile = { name: "p", connectorLabel: "c" };
  const refused: [control: string, body: object | undefined, message: RegExp][] = [
    ["GET /connectors?regoin=x", undefined, /query has no member "regoin"; there are: accountId, region$/],
    ["DELETE /faults?all=1", undefined, /no member "all"; it has none$/],
    ["DELETE /journal", { all: true }, /no member "all"; it has none$/],
    [
      `PUT ${crm}`,
      { descripton: "x" },
      /no member "descripton"; there are: connectorArn, .*, description, registeredAt, registeredBy, configuration$/,
    ],
    [`PATCH ${crm}`, {}, /there is no connector "crm" to edit/],
    ["PUT /connector", {}, /"label" of the query is missing/],
    [`PATCH ${crm}`, { description: 5 }, /"description" of the body must be a string, not 5$/],
    [`PUT ${crm}`, { registeredAt: "noon" }, /"registeredAt" of the body must be a time/],
    [`PUT ${crm}`, { configuration: [] }, /"configuration" of the body must be an object$/],
    ["POST /profiles", { ...profile, mode: "x" }, /the body has no member "mode"/],
    ["POST /profiles", { ...profile, connectionMode: "x" }, /"Public" or "Private", not "x"$/],
    ["POST /profiles", { connectorLabel: "c" }, /"name" of the body is missing/],
    ["PUT /functions", { ...f, polcy: "none" }, /no member "polcy"/],
    ["PUT /functions", { ...f, source: { nod: "." } }, /"source" of the body has no member "nod"/],
    ["PUT /functions", { arn: f.arn }, /"source" of the body is missing/],
    ["PUT /functions", { ...f, arn: "late" }, /"late" is no ARN of a Lambda function/],
    ["PUT /functions", { ...f, policy: "x" }, /must be "appflow" or "none", or a list of statements/],
    ["PUT /functions", { ...f, state: "x" }, /"state" of the body must be "Active" or/],
    [`POST ${permissions}`, { Effect: "Allow" }, /"Principal" of the body is missing/],
    [
      `POST ${permissions}`,
      { Effect: "allow", Principal: "*", Action: "*" },
      /"Effect" of the body must be "Allow" or "Deny"/,
    ],
    ["POST /faults", { kind: "empty", opration: "x" }, /no member "opration"; there are: kind, op/],
    ["POST /faults", { kind: { delayMs: -1 } }, /"delayMs" must be a number of milliseconds/],
    ["POST /faults", { kind: "nope" }, /there is no fault "nope"/],
    ["POST /faults", [], /the body must be an object$/],
  ];
  for (const [request, body, expected] of refused)
    it(`refuse ${request} ${JSON.stringify(body)}, and change nothing`, async () => {
      const list = () =>
        JSON.stringify([aws.connectors.list(), aws.profiles.list(), aws.functions.list(), aws.faults.list()]);
      const before = list();
      const [method, route] = request.split(" ") as [string, string];
      const { message } = await control<{ message: string }>(method, route, body, 400);
      assert.match(message, expected);
      assert.equal(list(), before);
    });

  it("refuse what is no JSON", async () => {
    const init = { method: "POST", body: "not json" };
    assert.equal((await fetch(`${aws.url}/_emulator/faults`, init)).status, 400);
  });
});
