// An HTTP server between the AWS SDK and an emulator that garbles answers. The faults of the emulator know neither bytes nor headers.
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Emulator } from "../../../emulator/index";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Which answers are garbled, and how. */
export interface Garbling {
  readonly operations: readonly string[];
  /** So many answers of these operations pass as they are first. */
  readonly after: number;
  /** Whether all that follow are garbled, or one. */
  readonly isLasting: boolean;
  /** Whether the call reaches the service; without that there is no true answer. */
  readonly hasEffect: boolean;
  readonly garble: (truth: Answer) => Answer;
}

export interface FuzzService {
  readonly url: string;
  garble(garbling: Garbling): void;
  /** Stops garbling, and forgets the requests. */
  clear(): void;
  /** The bodies of all requests. */
  requests(): readonly string[];
  /** The garbled answers since the last `garble`. */
  sent(): readonly Answer[];
  close(): Promise<void>;
}

const NOTHING: Answer = {
  status: 200,
  headers: { "content-type": "application/json" },
  body: Buffer.alloc(0),
};

/** Passes every call on to the emulator. */
export async function openFuzzService({ port }: Pick<Emulator, "port">): Promise<FuzzService> {
  let garbling: Garbling | undefined;
  let passed = 0;
  let sent: Answer[] = [];
  let requests: string[] = [];
  const findGarbling = (operation: string) => {
    if (!garbling?.operations.includes(operation) || passed++ < garbling.after) return undefined;
    return garbling.isLasting || sent.length === 0 ? garbling : undefined;
  };
  const server = createServer((call, answer) => {
    void (async () => {
      const body = await readAll(call);
      requests.push(body.toString());
      const due = findGarbling(operationOf(call, body.toString()));
      const truth = due?.hasEffect === false ? NOTHING : await passOn(port, call, body);
      const reply = due ? due.garble(truth) : truth;
      if (due) sent.push(reply);
      send(answer, reply);
      // A connection to the emulator that breaks breaks the one to the SDK too.
    })().catch(() => answer.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    garble: (next) => void ([garbling, passed, sent] = [next, 0, []]),
    clear: () => void ([garbling, passed, sent, requests] = [undefined, 0, [], []]),
    requests: () => requests,
    sent: () => sent,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** The operation's name: AppFlow has it in the path, STS in the body, and Lambda has resources. */
function operationOf({ url = "", method }: IncomingMessage, body: string): string {
  const path = url.split("?")[0];
  if (path === "/") return new URLSearchParams(body).get("Action") ?? "";
  if (path.startsWith("/2015-03-31/functions/")) {
    if (method === "POST") return "Invoke";
    return path.endsWith("/policy") ? "GetPolicy" : "GetFunction";
  }
  return path.replace(/[/-](\w)/g, (_, letter: string) => letter.toUpperCase());
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Headers of one connection, which are not passed on. */
const HOP = ["connection", "keep-alive", "transfer-encoding", "content-length"];

function passOn(port: number, { url, method, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request({ host: "127.0.0.1", port, path: url, method, headers }, (answer) => {
      const { statusCode: status = 500 } = answer;
      const kept = Object.entries(answer.headers).filter(([name]) => !HOP.includes(name));
      const headers = Object.fromEntries(kept) as Record<string, string>;
      readAll(answer).then((body) => resolve({ status, headers, body }), reject);
    });
    call.on("error", reject).end(body);
  });
}

function send(answer: ServerResponse, { status, headers, body }: Answer): void {
  answer.writeHead(status, headers).end(body);
}
