import { createServer, type Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { newControlRoutes } from "../admin/controlRoutes";
import type { Controls } from "../admin/controls";
import { ServiceException } from "../aws/serviceException";
import { deliver, type Delivery, type Gateway } from "../gateway/delivery";
import { failJson, type ServiceAnswer, type ServiceRequest } from "../services/service";
import { BAD_TRANSPORTS } from "./badTransports";

/** Every route finds the body's text under "body". */
interface Env {
  Bindings: HttpBindings;
  Variables: { body: string };
}

/** The largest request body that is accepted: 1 MiB. */
const BODY_LIMIT = 1024 * 1024;

/** How much of a larger body is read all the same: 64 MiB. */
const DISCARD_LIMIT = 64 * BODY_LIMIT;

/** How often the server looks for requests that take too long to arrive, in milliseconds. */
const CHECK_MS = 5000;

/** AWS's services at their own paths, the controls under /_emulator. */
export function newServer(gateway: Gateway, controls: Controls): Server {
  const { settings, store } = gateway.emulation;
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    const body = await readBody(c.env.incoming);
    if (body === undefined)
      return answerRefusal("RequestEntityTooLargeException", "The request's body is larger than 1 MiB.");
    c.set("body", body);
    return next();
  });
  app.route("/_emulator", newControlRoutes(controls, settings.host, store.whenSaved));
  app.all("*", async (c) => send(c, await deliver(gateway, serviceRequestOf(c)), gateway.closing));
  app.onError((error) => answerRefusal("InternalServerException", error.message));
  const limits = {
    headersTimeout: settings.requestTimeoutMs,
    requestTimeout: settings.requestTimeoutMs,
    connectionsCheckingInterval: Math.min(CHECK_MS, settings.requestTimeoutMs),
  };
  // Hono would replace the global Request and Response of the process that starts the emulator.
  const options = { overrideGlobalObjects: false, errorHandler: refuseUnreadable };
  const listener = getRequestListener(app.fetch, options);
  return createServer(limits, listener as Parameters<typeof createServer>[1]);
}

/** A request without a URL is answered before any route sees it. */
function refuseUnreadable(error: unknown): Response {
  const why = error instanceof Error ? error.message : String(error);
  return answerRefusal("ValidationException", `The request's path and host can't be read: ${why}.`);
}

function answerRefusal(type: string, message: string): Response {
  return responseOf(failJson(new ServiceException(type, message), { message }));
}

/**
 * Undefined for a body beyond the limit. The rest of it is read and discarded, up to a limit: a sender that has ended
 * reads the refusal, and its connection goes on.
 */
async function readBody(incoming: HttpBindings["incoming"]): Promise<string | undefined> {
  if (Number(incoming.headers["content-length"] ?? 0) > DISCARD_LIMIT) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > DISCARD_LIMIT) return undefined;
    if (size <= BODY_LIMIT) chunks.push(chunk as Buffer);
    else chunks.length = 0;
  }
  return size > BODY_LIMIT ? undefined : Buffer.concat(chunks).toString("utf8");
}

function serviceRequestOf(c: Context<Env>): ServiceRequest {
  const url = new URL(c.req.url);
  return {
    method: c.req.method,
    path: url.pathname,
    query: url.searchParams,
    headers: c.req.header(),
    body: c.get("body"),
  };
}

async function send(c: Context<Env>, { answer, hit, ...delivery }: Delivery, closing: AbortSignal): Promise<Response> {
  if (delivery.transport === "whole") return responseOf(answer);
  // An answer that waits behind another one on its connection can't be spoiled by itself: the connection is cut.
  const transport = c.env.outgoing.socket ? delivery.transport : "reset";
  const total = typeof hit?.value === "number" ? hit.value : 0;
  const wait = (part: number): Promise<void> => pause(total * part, undefined, { signal: closing });
  // A client that goes away, or an emulator that closes, ends a bad answer early.
  await Promise.resolve(BAD_TRANSPORTS[transport](answer, c.env.outgoing, wait)).catch(() => undefined);
  return RESPONSE_ALREADY_SENT;
}

function responseOf({ status, headers, body }: ServiceAnswer): Response {
  return new Response(body, { status, headers });
}
