import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { deliver, type Delivery, type Desk } from "./delivery";
import { exception } from "./errors";
import { jsonFailure, type Answer, type ServiceRequest } from "./service";
import { TRANSPORTS } from "./transport";

/** Every route finds the body's text under "body", read within the limit. */
export type Env = { Bindings: HttpBindings; Variables: { body: string } };

/** The largest request body that is read: 1 MiB. */
export const BODY_LIMIT = 1024 * 1024;

/** How much of a larger body is read all the same: 64 MiB. */
const PATIENCE = 64 * BODY_LIMIT;

/** How often it is looked for requests that take too long to arrive, in milliseconds. */
const CHECK_MS = 5000;

/** The HTTP side: AWS's services at their own paths, the controls under /_emulator. */
export function server(desk: Desk, control: Hono<Env>): Server {
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    const body = await bodyOf(c.env.incoming);
    if (body === undefined)
      return refusal("RequestEntityTooLargeException", "The request's body is larger than 1 MiB.");
    c.set("body", body);
    return next();
  });
  app.route("/_emulator", control);
  app.all("*", async (c) => {
    const delivery = await deliver(desk, requestOf(c));
    return send(c, delivery, desk.closing);
  });
  app.onError((error) => refusal("InternalServerException", error.message));
  const { requestTimeoutMs } = desk.emulation.settings;
  const limits = {
    headersTimeout: requestTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.min(CHECK_MS, requestTimeoutMs),
  };
  // Replacing the global Request and Response would change the process that starts the emulator.
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false, errorHandler: unreadable });
  return createServer(limits, listener as Parameters<typeof createServer>[1]);
}

/** What has no URL is answered before any route sees it. */
function unreadable(error: unknown): Response {
  const why = error instanceof Error ? error.message : String(error);
  return refusal("ValidationException", `The request's path and host can't be read: ${why}.`);
}

function refusal(type: string, message: string): Response {
  return responseOf(jsonFailure(exception(type, message), { message }));
}

/**
 * Undefined when it is larger than the limit. The rest is read then, without being kept, so that the refusal comes to a
 * sender who has ended, and finds a connection that goes on; but not for ever.
 */
async function bodyOf(incoming: HttpBindings["incoming"]): Promise<string | undefined> {
  if (Number(incoming.headers["content-length"] ?? 0) > PATIENCE) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > PATIENCE) return undefined;
    if (size <= BODY_LIMIT) chunks.push(chunk as Buffer);
    else chunks.length = 0;
  }
  if (size > BODY_LIMIT) return undefined;
  return Buffer.concat(chunks).toString("utf8");
}

function requestOf(c: Context<Env>): ServiceRequest {
  const url = new URL(c.req.url);
  return {
    method: c.req.method,
    path: url.pathname,
    query: url.searchParams,
    headers: c.req.header(),
    body: c.get("body"),
  };
}

async function send(c: Context<Env>, delivery: Delivery, closing: AbortSignal): Promise<Response> {
  const { answer, hit } = delivery;
  if (delivery.transport === "whole") return responseOf(answer);
  // An answer that waits behind another one on its connection can't be spoiled by itself: the connection is cut.
  const transport = c.env.outgoing.socket ? delivery.transport : "reset";
  const total = typeof hit?.value === "number" ? hit.value : 0;
  const wait = (part: number): Promise<void> => pause(total * part, undefined, { signal: closing });
  // A client that goes away, or an emulator that closes, ends a bad answer early.
  await Promise.resolve(TRANSPORTS[transport](answer, c.env.outgoing, wait)).catch(() => undefined);
  return RESPONSE_ALREADY_SENT;
}

function responseOf({ status, headers, body }: Answer): Response {
  return new Response(body, { status, headers });
}

/** Listens; resolves with the port. A port that is taken is said in plain words. */
export function listen(http: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, port, host)));
    http.listen(port, host, () => resolve((http.address() as AddressInfo).port));
  });
}

const LISTEN_ERRORS: Record<string, (port: number, host: string) => string> = {
  EADDRINUSE: (port) =>
    `port ${port} is taken by another process: choose another port, or 0 for any free one`,
  EACCES: (port) =>
    `port ${port} needs more rights than this process has: choose one above 1023, or 0 for any free one`,
  EADDRNOTAVAIL: (_port, host) =>
    `${host} is no address of this machine: use 127.0.0.1, or 0.0.0.0 for all of them`,
};

function listenError(error: NodeJS.ErrnoException, port: number, host: string): Error {
  const words = LISTEN_ERRORS[error.code ?? ""]?.(port, host) ?? error.message;
  return new Error(`the embedded AppFlow can't listen on ${host}:${port}: ${words}`, { cause: error });
}
