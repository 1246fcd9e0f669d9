import { type Context, Hono } from "hono";
import type { JsonObject, JsonValue } from "../schemas/json";
import { newCheck } from "../schemas/validators";
import { parseJson } from "../services/service";
import type { Controls } from "./controls";
import { CONTROLS } from "./controlTable";

/** A route finds the request's body as text. */
interface Env {
  Variables: { body: string };
}

/** The controls over HTTP, in JSON. Errors are 400 with a message. A change is saved before it is answered. */
export function newControlRoutes(controls: Controls, host: string, whenSaved: () => Promise<void>): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (c, next) =>
    isFromBrowser(c, host) ? c.json({ message: "The controls aren't for browsers." }, 403) : next(),
  );
  app.get("/", (c) => c.json(CONTROLS.map(describeControl)));
  for (const [route, , querySchema, bodySchema, handle] of CONTROLS) {
    const [method, path] = route.split(" ") as [string, string];
    const [checkQuery, checkBody] = [newCheck(querySchema), newCheck(bodySchema)];
    app.on(method, path, async (c) => {
      const [status, answer] = attempt(() => {
        const [query, body] = [c.req.query(), parseJson(c.get("body"))];
        checkQuery("the query", query);
        checkBody("the body", body);
        const scope = [query["accountId"], query["region"]] as [string?, string?];
        return toAnswer(method, handle(controls, { query, scope, body: body as JsonObject }));
      });
      if (method !== "GET") await whenSaved();
      return c.json(answer, status);
    });
  }
  app.all("*", (c) =>
    c.json({ message: `There is no control ${c.req.method} ${c.req.path}. See GET /_emulator.` }, 404),
  );
  return app;
}

function attempt(handle: () => JsonValue): [status: 200 | 400, answer: JsonValue] {
  try {
    return [200, handle()];
  } catch (error) {
    return [400, { message: error instanceof Error ? error.message : String(error) }];
  }
}

function toAnswer(method: string, result: unknown): JsonValue {
  if (typeof result === "boolean") return { removed: result };
  if (result === undefined) return method === "GET" ? null : { done: true };
  return result as JsonValue;
}

function describeControl([route, does, query, { properties = {}, required = [] }]: (typeof CONTROLS)[number]) {
  const names = Object.keys(query.properties ?? {}).join("&");
  const members = Object.keys(properties).map((it) => (required.includes(it) ? it : `${it}?`));
  const takes = [names && `?${names}`, members.length > 0 && `JSON: ${members.join(", ")}`];
  return { route: route.replace(" ", " /_emulator"), takes: takes.filter(Boolean).join("; "), does };
}

/**
 * Registering a function runs code, so no web page may reach the controls: neither by a request of its own, which
 * carries an origin, nor by a name that its owner points at this machine.
 */
function isFromBrowser(c: Context, host: string): boolean {
  const loopback = ["127.0.0.1", "::1", "localhost"];
  const requested = (c.req.header("host") ?? "").replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  return c.req.header("origin") !== undefined || (loopback.includes(host) && !loopback.includes(requested));
}
