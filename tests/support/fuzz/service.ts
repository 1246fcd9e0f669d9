// The services as somebody on the way garbles them: an HTTP server in front of an emulator, whose faults know neither bytes nor headers.
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Emulator } from "../../../emulator";

export interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Which answers are garbled, and how. */
export interface Garbling {
  readonly operations: readonly string[];
  /** Answers of these operations that are let through first. */
  readonly after: number;
  /** All that follow, or just one. */
  readonly isLasting: boolean;
  /** Whether the call reaches the service; without that there is no true answer. */
  readonly hasEffect: boolean;
  readonly garble: (truth: Sent) => Sent;
}

export interface FuzzService {
  readonly url: string;
  garble(garbling: Garbling): void;
  /** Garbles nothing any more, and forgets the requests. */
  clear(): void;
  /** The bodies of all requests. */
  requests(): readonly string[];
  /** The garbled answers since the last `garble`. */
  sent(): readonly Sent[];
  close(): Promise<void>;
}

const NOTHING: Sent = { status: 200, headers: { "content-type": "application/json" }, body: Buffer.alloc(0) };

/** Passes every call on to the emulator, and garbles the answers that it is told to. */
export async function openFuzzService({ port }: Pick<Emulator, "port">): Promise<FuzzService> {
  let garbling: Garbling | undefined;
  let seen = 0;
  let sent: Sent[] = [];
  let requests: string[] = [];
  const dueFor = (operation: string) => {
    if (!garbling?.operations.includes(operation) || seen++ < garbling.after) return undefined;
    return garbling.isLasting || sent.length === 0 ? garbling : undefined;
  };
  const server = createServer((call, answer) => {
    void (async () => {
      const body = await bytes(call);
      requests.push(body.toString());
      const due = dueFor(operationOf(call, body.toString()));
      const truth = due?.hasEffect === false ? NOTHING : await passedOn(port, call, body);
      const told = due ? due.garble(truth) : truth;
      if (due) sent.push(told);
      send(answer, told);
      // A connection that breaks behind it breaks before it, too.
    })().catch(() => answer.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    garble: (next) => void ([garbling, seen, sent] = [next, 0, []]),
    clear: () => void ([garbling, seen, sent, requests] = [undefined, 0, [], []]),
    requests: () => requests,
    sent: () => sent,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** AppFlow's paths are its operations' names, STS has the name in the body, Lambda has resources. */
function operationOf({ url = "", method }: IncomingMessage, body: string): string {
  const path = url.split("?")[0];
  if (path === "/") return new URLSearchParams(body).get("Action") ?? "";
  if (path.startsWith("/2015-03-31/functions/")) {
    if (method === "POST") return "Invoke";
    return path.endsWith("/policy") ? "GetPolicy" : "GetFunction";
  }
  return path.replace(/[/-](\w)/g, (_, letter: string) => letter.toUpperCase());
}

async function bytes(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What belongs to one connection is not passed on. */
const HOP = ["connection", "keep-alive", "transfer-encoding", "content-length"];

function passedOn(port: number, { url, method, headers }: IncomingMessage, body: Buffer): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const call = request({ host: "127.0.0.1", port, path: url, method, headers }, (answer) => {
      const { statusCode: status = 500 } = answer;
      const kept = Object.entries(answer.headers).filter(([name]) => !HOP.includes(name));
      const headers = Object.fromEntries(kept) as Record<string, string>;
      bytes(answer).then((body) => resolve({ status, headers, body }), reject);
    });
    call.on("error", reject).end(body);
  });
}

function send(answer: ServerResponse, { status, headers, body }: Sent): void {
  answer.writeHead(status, headers).end(body);
}
