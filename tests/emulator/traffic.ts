import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { connect, type Socket } from "node:net";
import { ACCOUNT, REGION } from "./account";

export interface Answered {
  status: number;
  body: string;
}

/** Credentials whose signature is nonsense, as a header. */
export function authorization(account = ACCOUNT, service = "appflow"): string {
  const scope = `${account}/20260101/${REGION}/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
}

/** Many clients of one emulator: each of at most `connections` calls at a time has a connection of its own. */
export function traffic(url: string, connections = 64) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const call = (route: string, body: object | string, account = ACCOUNT): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: authorization(account) };
      const sent = request(url + route, { method: "POST", agent, headers }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
        response.on("error", reject);
      });
      sent.on("error", reject);
      sent.end(typeof body === "string" ? body : JSON.stringify(body));
    });
  return { call, end: () => agent.destroy() };
}

/** Works through `tasks`, `clients` at a time. */
export async function together<T>(
  clients: number,
  tasks: T[],
  work: (task: T) => Promise<void>,
): Promise<void> {
  const left = [...tasks];
  const client = async (): Promise<void> => {
    for (let task = left.shift(); task !== undefined; task = left.shift()) await work(task);
  };
  await Promise.all(Array.from({ length: clients }, client));
}

/** A connection without any manners: what it was sent so far, and its end. */
export interface Wire {
  socket: Socket;
  received: () => string;
  /** Resolves when the other side, or an error, has closed the connection. */
  closed: Promise<void>;
}

export function wire(port: number, text = "", host = "127.0.0.1"): Wire {
  const socket = connect(port, host);
  let received = "";
  socket.on("data", (chunk: Buffer) => (received += chunk.toString("latin1")));
  socket.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  if (text !== "") socket.write(Buffer.from(text, "latin1"));
  return { socket, received: () => received, closed };
}

/** Waits until `it` holds; its last answer is told when that takes too long. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  holds: (it: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const it = await ask();
    if (holds(it)) return it;
    assert.ok(Date.now() < deadline, `${what}: still ${JSON.stringify(it)}`);
    await new Promise(setImmediate);
  }
}
