import { type Context, Hono } from "hono";
import type { Connectors, NewProfile, Profiles } from "./controls";
import type { Fault, Faults } from "./faults";
import type { PolicyStatement } from "./functions/policy";
import type { FunctionRegistration, Functions } from "./functions/registry";
import { isObject, type JsonObject } from "./json";
import type { Journal } from "./journal";
import type { Env } from "./server";

/** The controls, in the process and over HTTP. */
export interface Controls {
  functions: Functions;
  connectors: Connectors;
  profiles: Profiles;
  faults: Faults;
  journal: Journal;
}

interface Request {
  query: (name: string) => string | undefined;
  body: JsonObject;
}

type Handle = (controls: Controls, request: Request) => unknown;

const place = ({ query }: Request): [accountId?: string, region?: string] =>
  [query("accountId"), query("region")] as [string?, string?];
const needed = (request: Request, name: string): string => {
  const value = request.query(name) ?? request.body[name];
  if (typeof value !== "string" || value === "") throw new Error(`"${name}" is missing`);
  return value;
};

/**
 * Every control under /_emulator: method and path, what it takes, what it does. Connectors and profiles take
 * `accountId` and `region` in the query; what is taken as JSON is the body.
 */
export const CONTROL_ROUTES: readonly [route: string, takes: string, does: string, handle: Handle][] = [
  ["GET /health", "", "says that the emulator serves", () => ({ status: "ok" })],
  ["GET /connectors", "?accountId&region", "the registrations", (it, r) => it.connectors.list(...place(r))],
  [
    "GET /connector",
    "?label&accountId&region",
    "one registration, or null",
    (it, r) => it.connectors.get(needed(r, "label"), ...place(r)) ?? null,
  ],
  [
    "PUT /connector",
    "?label&accountId&region; JSON: members",
    "puts a registration there",
    (it, r) => it.connectors.put(needed(r, "label"), r.body, ...place(r)),
  ],
  [
    "PATCH /connector",
    "?label&accountId&region; JSON: members",
    "changes a registration",
    (it, r) => it.connectors.edit(needed(r, "label"), r.body, ...place(r)),
  ],
  [
    "DELETE /connector",
    "?label&accountId&region",
    "removes a registration",
    (it, r) => ({ removed: it.connectors.remove(needed(r, "label"), ...place(r)) }),
  ],
  ["GET /profiles", "?accountId&region", "the connector profiles", (it, r) => it.profiles.list(...place(r))],
  [
    "POST /profiles",
    "JSON: name, connectorLabel, connectionMode?, accountId?, region?",
    "creates a profile",
    (it, r) => createProfile(it, r),
  ],
  [
    "DELETE /profiles",
    "?name&accountId&region",
    "removes a profile",
    (it, r) => ({ removed: it.profiles.remove(needed(r, "name"), ...place(r)) }),
  ],
  ["GET /functions", "", "the functions and how they ran last", (it) => it.functions.list()],
  [
    "PUT /functions",
    "JSON: arn, source, policy?, state?, lastModified?",
    "registers a function",
    (it, r) => registerFunction(it, r),
  ],
  [
    "DELETE /functions",
    "?arn",
    "removes a function",
    (it, r) => ({ removed: it.functions.remove(needed(r, "arn")) }),
  ],
  [
    "POST /functions/permissions",
    "?arn; JSON: an IAM statement",
    "lets somebody invoke a function",
    (it, r) => done(it.functions.addPermission(needed(r, "arn"), r.body as unknown as PolicyStatement)),
  ],
  [
    "DELETE /functions/permissions",
    "?arn&sid",
    "takes a permission away, or all",
    (it, r) => done(it.functions.removePermission(needed(r, "arn"), r.query("sid"))),
  ],
  ["GET /faults", "", "the faults that can still hit", (it) => it.faults.list()],
  [
    "POST /faults",
    "JSON: kind, operation?, label?, times?, after?, effect?, …",
    "adds a fault",
    (it, r) => done(it.faults.add(r.body as unknown as Fault)),
  ],
  ["DELETE /faults", "", "clears the faults", (it) => done(it.faults.clear())],
  ["GET /journal", "", "the calls", (it) => it.journal.entries],
  ["DELETE /journal", "", "clears the journal", (it) => done(it.journal.clear())],
];

/** The answer of controls that return nothing. */
function done(nothing: void): JsonObject {
  return { done: nothing === undefined };
}

function createProfile(controls: Controls, request: Request): unknown {
  needed(request, "name");
  needed(request, "connectorLabel");
  return controls.profiles.create(request.body as unknown as NewProfile);
}

function registerFunction(controls: Controls, request: Request): unknown {
  const { source, ...details } = request.body as unknown as FunctionRegistration;
  if (!isObject(source)) throw new Error('"source" is missing');
  return done(controls.functions.register(needed(request, "arn"), source, details));
}

/** The controls over HTTP, in JSON. Errors are 400 with a message. */
export function controlRoutes(controls: Controls, host: string): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (c, next) =>
    fromBrowser(c, host) ? c.json({ message: "The controls aren't for browsers." }, 403) : next(),
  );
  const table = CONTROL_ROUTES.map(([route, takes, does]) => ({
    route: route.replace(" ", " /_emulator"),
    takes,
    does,
  }));
  app.get("/", (c) => c.json(table));
  for (const [route, , , handle] of CONTROL_ROUTES) {
    const [method, path] = route.split(" ") as [string, string];
    app.on(method, path, async (c) => {
      try {
        const body = bodyOf(c);
        return c.json((await handle(controls, { query: (name) => c.req.query(name), body })) as JsonObject);
      } catch (error) {
        return c.json({ message: error instanceof Error ? error.message : String(error) }, 400);
      }
    });
  }
  app.all("*", (c) =>
    c.json({ message: `There is no control ${c.req.method} ${c.req.path}. See GET /_emulator.` }, 404),
  );
  return app;
}

function bodyOf(c: Context<Env>): JsonObject {
  const text = c.get("body");
  const body: unknown = text === "" ? {} : JSON.parse(text);
  if (!isObject(body)) throw new Error("the body must be a JSON object");
  return body;
}

/**
 * A function's registration runs code, so no web page may reach it: not by a request of its own, which carries an
 * origin, nor by a name that its owner points at this machine.
 */
function fromBrowser(c: Context, host: string): boolean {
  const loopback = ["127.0.0.1", "::1", "localhost"];
  const asked = (c.req.header("host") ?? "").replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  return c.req.header("origin") !== undefined || (loopback.includes(host) && !loopback.includes(asked));
}
