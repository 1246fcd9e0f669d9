import type { AddressInfo } from "node:net";
import type { Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
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

/** The HTTP side: AWS's services at their own paths, the controls under /_emulator. */
export function server(desk: Desk, control: Hono<Env>): Server {
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    const body = await bodyOf(c.env.incoming);
    if (body === undefined) return tooLarge();
    c.set("body", body);
    return next();
  });
  app.route("/_emulator", control);
  app.all("*", async (c) => {
    const delivery = await deliver(desk, requestOf(c));
    return send(c, delivery, desk.closing);
  });
  app.onError((error) =>
    responseOf(jsonFailure(exception("InternalServerException", error.message), { message: error.message })),
  );
  // Replacing the global Request and Response would change the process that starts the emulator.
  return createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
}

/** Undefined when it is larger than the limit; the rest is then neither read nor kept. */
async function bodyOf(incoming: HttpBindings["incoming"]): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > BODY_LIMIT) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function tooLarge(): Response {
  const error = exception("RequestEntityTooLargeException", "The request's body is larger than 1 MiB.");
  return responseOf(jsonFailure(error, { message: error.message }));
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
  const { answer, transport, hit } = delivery;
  if (transport === "whole") return responseOf(answer);
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
