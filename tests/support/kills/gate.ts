import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Emulator } from "../../../emulator/index";
import { until } from "./killing";

/** A way to the emulator on which the first call of an operation waits, as in a slow network, until it is let through. */
export interface Gate {
  readonly url: string;
  /** Returns once the call waits. */
  arrived(): Promise<void>;
  /** Lets the call through, and whatever comes after it. */
  open(): void;
  /** Cuts the connection of the call, which never arrives; what comes after it does. */
  cut(): void;
  close(): Promise<void>;
}

/** `path` is the operation's, such as "/register-connector". */
export async function gateTo(aws: Emulator, path: string): Promise<Gate> {
  let waiting: { way: IncomingMessage; back: ServerResponse } | undefined;
  let isOpen = false;
  const server = createServer((way, back) => {
    if (isOpen || waiting || way.url !== path) return passOn(aws, way, back);
    waiting = { way, back };
  });
  const decide = (act: (call: NonNullable<typeof waiting>) => void) => {
    isOpen = true;
    // Whoever made the call may have given it up.
    if (waiting && !waiting.way.destroyed) act(waiting);
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived: () => until(() => waiting !== undefined, `a call of ${path} waits`),
    open: () => decide(({ way, back }) => passOn(aws, way, back)),
    cut: () => decide(({ way }) => way.socket.destroy()),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function passOn(aws: Emulator, way: IncomingMessage, back: ServerResponse): void {
  const { method, headers } = way;
  const onward = request(`${aws.url}${way.url}`, { method, headers }, (answer) => {
    back.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(back);
  });
  onward.on("error", () => back.destroy());
  way.pipe(onward);
}
