import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Emulator } from "../../../emulator";
import { until } from "./processes";

/** A way to the emulator on which the first call of an operation waits, as in a slow network, until it is let through. */
export interface Gate {
  readonly url: string;
  /** Returns once the call waits. */
  arrived(): Promise<void>;
  /** Lets the call through, and all later ones. */
  open(): void;
  close(): Promise<void>;
}

interface Call {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}

/** `path` is the operation's, such as "/register-connector". */
export async function openGate(aws: Emulator, path: string): Promise<Gate> {
  let waiting: Call | undefined;
  let isOpen = false;
  const server = createServer((incoming, response) => {
    const call = { incoming, response };
    if (isOpen || waiting || incoming.url !== path) forward(aws, call);
    else waiting = call;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived: () => until(() => waiting !== undefined, `a call of ${path} waits`),
    open: () => {
      isOpen = true;
      // Whoever made the call may have given it up.
      if (waiting && !waiting.incoming.destroyed) forward(aws, waiting);
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
