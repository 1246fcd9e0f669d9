import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Emulator } from "../../../emulator/index";
import { until } from "./processes";

/** A way to the emulator on which the calls of an operation wait, as in a slow network, until they are let through. */
export interface Gate {
  readonly url: string;
  /** Returns once a call waits. */
  arrived(): Promise<void>;
  /** Lets the calls through, and all later ones. */
  open(): void;
  close(): Promise<void>;
}

interface Call {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}

/** `path` is the operation's, such as "/register-connector". */
export async function openGate(aws: Emulator, path: string): Promise<Gate> {
  const waiting: Call[] = [];
  let isOpen = false;
  const server = createServer((incoming, response) => {
    const call = { incoming, response };
    if (isOpen || incoming.url !== path) forward(aws, call);
    // On a slow machine the SDK gives up its first attempt and makes another one.
    else waiting.push(call);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived: () => until(() => waiting.length > 0, `a call of ${path} waits`),
    open: () => {
      isOpen = true;
      // Whoever made a call may have given it up.
      for (const call of waiting) if (!call.incoming.destroyed) forward(aws, call);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forward(aws: Emulator, { incoming, response }: Call): void {
  const { method, headers, url = "" } = incoming;
  const outgoing = request(`${aws.url}${url}`, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  outgoing.on("error", () => response.destroy());
  incoming.pipe(outgoing);
}
