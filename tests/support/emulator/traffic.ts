import { Agent, request } from "node:http";
import { connect, type Socket } from "node:net";
import { ACCOUNT, authorization } from "./testEmulator";

export interface HttpAnswer {
  status: number;
  body: string;
}

/** Many clients of one emulator: each of at most `connections` calls at a time has a connection of its own. */
export function openTraffic(url: string, connections = 64) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const call = (route: string, body: object | string, account = ACCOUNT): Promise<HttpAnswer> =>
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
export async function workConcurrently<T>(
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

/** A bare connection, for what no HTTP client would send. */
export interface Wire {
  socket: Socket;
  /** What has arrived so far. */
  received: () => string;
  /** Resolves when the other side, or an error, has closed the connection. */
  closed: Promise<void>;
}

export function openWire(port: number, text = "", host = "127.0.0.1"): Wire {
  const socket = connect(port, host);
  let received = "";
  socket.on("data", (chunk: Buffer) => (received += chunk.toString("latin1")));
  socket.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  if (text !== "") socket.write(Buffer.from(text, "latin1"));
  return { socket, received: () => received, closed };
}
