import { type Context, Hono } from "hono";
import type { Connectors, NewProfile, Profiles } from "./controls";
import type { Fault, Faults } from "./faults";
import type { PolicyStatement } from "./functions/policy";
import type { FunctionRegistration, Functions } from "./functions/registry";
import { FUNCTION, PROFILE, STATEMENT } from "./controlBodies";
import { FAULT, REGISTRATION_CHANGES } from "./faultChecks";
import type { JsonObject } from "./json";
import type { Journal } from "./journal";
import { check, listed, type Members, objectOf } from "./members";
import type { Env } from "./server";
import { parseJson } from "./service";

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

interface ControlRoute {
  /** Method and path under /_emulator. */
  route: string;
  /** What it takes in the query; nothing else is let through. */
  query?: readonly string[];
  /** What it takes as a JSON object; nothing else is let through. */
  body?: Members;
  does: string;
  handle: (controls: Controls, request: Request) => unknown;
}

const PLACE = ["accountId", "region"];
const place = ({ query }: Request): [accountId?: string, region?: string] =>
  [query("accountId"), query("region")] as [string?, string?];
const named = ({ query }: Request, name: string): string => {
  const value = query(name);
  if (value === undefined || value === "") throw new Error(`"${name}" is missing in the query`);
  return value;
};

const CONNECTOR_ROUTES: readonly ControlRoute[] = [
  {
    route: "GET /connectors",
    query: PLACE,
    does: "the registrations",
    handle: (it, r) => it.connectors.list(...place(r)),
  },
  {
    route: "GET /connector",
    query: ["label", ...PLACE],
    does: "one registration, or null",
    handle: (it, r) => it.connectors.get(named(r, "label"), ...place(r)) ?? null,
  },
  {
    route: "PUT /connector",
    query: ["label", ...PLACE],
    body: REGISTRATION_CHANGES,
    does: "puts a registration there",
    handle: (it, r) => it.connectors.put(named(r, "label"), r.body, ...place(r)),
  },
  {
    route: "PATCH /connector",
    query: ["label", ...PLACE],
    body: REGISTRATION_CHANGES,
    does: "changes a registration",
    handle: (it, r) => it.connectors.edit(named(r, "label"), r.body, ...place(r)),
  },
  {
    route: "DELETE /connector",
    query: ["label", ...PLACE],
    does: "removes a registration",
    handle: (it, r) => ({ removed: it.connectors.remove(named(r, "label"), ...place(r)) }),
  },
  {
    route: "GET /profiles",
    query: PLACE,
    does: "the connector profiles",
    handle: (it, r) => it.profiles.list(...place(r)),
  },
  {
    route: "POST /profiles",
    body: PROFILE,
    does: "creates a profile",
    handle: (it, r) => it.profiles.create(r.body as unknown as NewProfile),
  },
  {
    route: "DELETE /profiles",
    query: ["name", ...PLACE],
    does: "removes a profile",
    handle: (it, r) => ({ removed: it.profiles.remove(named(r, "name"), ...place(r)) }),
  },
];

const FUNCTION_ROUTES: readonly ControlRoute[] = [
  {
    route: "GET /functions",
    does: "the functions and how they ran last",
    handle: (it) => it.functions.list(),
  },
  {
    route: "PUT /functions",
    body: FUNCTION,
    does: "registers a function",
    handle: (it, { body }) => {
      const { arn, source, ...details } = body as unknown as FunctionRegistration & { arn: string };
      return done(it.functions.register(arn, source, details));
    },
  },
  {
    route: "DELETE /functions",
    query: ["arn"],
    does: "removes a function",
    handle: (it, r) => ({ removed: it.functions.remove(named(r, "arn")) }),
  },
  {
    route: "POST /functions/permissions",
    query: ["arn"],
    body: STATEMENT,
    does: "lets somebody invoke a function",
    handle: (it, r) =>
      done(it.functions.addPermission(named(r, "arn"), r.body as unknown as PolicyStatement)),
  },
  {
    route: "DELETE /functions/permissions",
    query: ["arn", "sid"],
    does: "takes a permission away, or all",
    handle: (it, r) => done(it.functions.removePermission(named(r, "arn"), r.query("sid"))),
  },
];

/** Every control under /_emulator. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  { route: "GET /health", does: "says that the emulator serves", handle: () => ({ status: "ok" }) },
  ...CONNECTOR_ROUTES,
  ...FUNCTION_ROUTES,
  { route: "GET /faults", does: "the faults that can still hit", handle: (it) => it.faults.list() },
  {
    route: "POST /faults",
    body: FAULT,
    does: "adds a fault",
    handle: (it, r) => done(it.faults.add(r.body as unknown as Fault)),
  },
  { route: "DELETE /faults", does: "clears the faults", handle: (it) => done(it.faults.clear()) },
  { route: "GET /journal", does: "the calls", handle: (it) => it.journal.entries },
  { route: "DELETE /journal", does: "clears the journal", handle: (it) => done(it.journal.clear()) },
];

/** The answer of controls that return nothing. */
function done(nothing: void): JsonObject {
  return { done: nothing === undefined };
}

/** What a route takes, in a line. */
function takes({ query = [], body = {} }: ControlRoute): string {
  const members = Object.entries(body).map(([name, kind]) => (kind.needed ? name : `${name}?`));
  return [
    ...(query.length > 0 ? [`?${query.join("&")}`] : []),
    ...(members.length > 0 ? [`JSON: ${members.join(", ")}`] : []),
  ].join("; ");
}

/** The controls over HTTP, in JSON. Errors are 400 with a message. What is answered is `saved`. */
export function controlRoutes(controls: Controls, host: string, saved: () => Promise<void>): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (c, next) =>
    fromBrowser(c, host) ? c.json({ message: "The controls aren't for browsers." }, 403) : next(),
  );
  const table = CONTROL_ROUTES.map((it) => ({
    route: it.route.replace(" ", " /_emulator"),
    takes: takes(it),
    does: it.does,
  }));
  app.get("/", (c) => c.json(table));
  for (const control of CONTROL_ROUTES) {
    const [method, path] = control.route.split(" ") as [string, string];
    app.on(method, path, async (c) => {
      const [status, answer] = attempt(() => control.handle(controls, requestOf(c, control)));
      if (method !== "GET") await saved();
      return c.json(answer as JsonObject, status);
    });
  }
  app.all("*", (c) =>
    c.json({ message: `There is no control ${c.req.method} ${c.req.path}. See GET /_emulator.` }, 404),
  );
  return app;
}

function attempt(handle: () => unknown): [status: 200 | 400, answer: unknown] {
  try {
    return [200, handle()];
  } catch (error) {
    return [400, { message: error instanceof Error ? error.message : String(error) }];
  }
}

function requestOf(c: Context<Env>, { query = [], body: members = {} }: ControlRoute): Request {
  const stranger = Object.keys(c.req.query()).find((name) => !query.includes(name));
  if (stranger !== undefined) throw new Error(`the query has no "${stranger}"; ${listed(query)}`);
  const body = parseJson(c.get("body"));
  check("the body", body, objectOf(members));
  return { query: (name) => c.req.query(name), body: body as JsonObject };
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
