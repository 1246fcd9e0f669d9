import type { ServerResponse } from "node:http";
import type { Transport } from "../gateway/faultActions";
import type { ServiceAnswer } from "../services/service";

/** How many pieces a slow answer is sent in. */
const PIECES = 10;

type Send = (
  answer: ServiceAnswer,
  outgoing: ServerResponse,
  /** Waits for a part of the time that a slow answer takes. */
  wait: (part: number) => Promise<void>,
) => Promise<void> | void;

/** The ways of sending an answer badly. Each writes to the socket itself and leaves it closed, or open for ever. */
export const BAD_TRANSPORTS: Readonly<Record<Exclude<Transport, "whole">, Send>> = {
  // The request's socket: an answer that waits behind another one on its connection has none yet.
  reset: (_answer, outgoing) => void outgoing.req.socket.destroy(),
  hang: (_answer, outgoing) => new Promise((ended) => outgoing.once("close", () => ended())),
  truncated(answer, outgoing) {
    const body = Buffer.from(answer.body);
    const half = body.subarray(0, Math.floor(body.length / 2));
    const head = headOf(answer, Math.max(1, body.length));
    outgoing.socket?.write(Buffer.concat([Buffer.from(head), half]), () => outgoing.socket?.destroy());
  },
  slowHeaders: (answer, outgoing, wait) => sendInPieces("", headOf(answer) + answer.body, outgoing, wait),
  slowBody: (answer, outgoing, wait) => sendInPieces(headOf(answer), answer.body, outgoing, wait),
};

async function sendInPieces(
  first: string,
  rest: string,
  { socket }: ServerResponse,
  wait: (part: number) => Promise<void>,
): Promise<void> {
  const bytes = Buffer.from(rest);
  const size = Math.max(1, Math.ceil(bytes.length / PIECES));
  socket?.write(first);
  for (let sent = 0; sent < bytes.length && !socket?.destroyed; sent += size) {
    await wait(1 / PIECES);
    socket?.write(bytes.subarray(sent, sent + size));
  }
  socket?.end();
}

function headOf({ status, headers, body }: ServiceAnswer, length = Buffer.byteLength(body)): string {
  const all = { ...headers, "content-length": String(length), connection: "close" };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Status\r\n${lines.join("")}\r\n`;
}
