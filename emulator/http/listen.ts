import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Listens; resolves with the port. */
export function listen(http: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, port, host)));
    http.listen(port, host, () => resolve((http.address() as AddressInfo).port));
  });
}

function listenError(error: NodeJS.ErrnoException, port: number, host: string): Error {
  const reasons: Record<string, string> = {
    EADDRINUSE: `port ${port} is taken by another process: choose another port, or 0 for any free one`,
    EACCES: `port ${port} needs more rights than this process has: choose one above 1023, or 0 for any free one`,
    EADDRNOTAVAIL: `${host} is no address of this machine: use 127.0.0.1, or 0.0.0.0 for all of them`,
  };
  const reason = reasons[error.code ?? ""] ?? error.message;
  return new Error(`the embedded AppFlow can't listen on ${host}:${port}: ${reason}`, { cause: error });
}
