import { exception, ServiceException, statusOf } from "./errors";
import type { FaultError, FaultName, Hit, RegistrationChanges } from "./faults";
import type { Answer } from "./service";
import type { Place, Store } from "./store";

/** How an answer goes over the wire. */
export type Transport = "whole" | "reset" | "hang" | "truncated" | "slowHeaders" | "slowBody";

/** What a fault can reach. */
export interface Reach {
  hit: Hit;
  place: Place;
  label?: string;
  store: Store;
  sleep: (milliseconds: number) => Promise<void>;
  fail: (error: ServiceException) => Answer;
}

export interface FaultAction {
  before?(reach: Reach): Promise<void> | void;
  /** Replaces the answer; `given` is absent when the operation took no effect. */
  answer?(reach: Reach, given: Answer | undefined): Promise<Answer> | Answer;
  transport?: Transport;
  /** How often the request is carried out. */
  deliveries?: number;
}

const json = { "content-type": "application/json" };
const BAD_GATEWAY =
  "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";

export const FAULT_ACTIONS: Readonly<Record<FaultName, FaultAction>> = {
  error: { answer: ({ hit, fail }) => fail(errorOf(hit.value as FaultError)) },
  delayMs: { before: ({ hit, sleep }) => sleep(hit.value as number) },
  delayAfterMs: {
    async answer({ hit, sleep }, given) {
      await sleep(hit.value as number);
      return present(given);
    },
  },
  throttlePerSecond: { answer: ({ fail }) => fail(exception("ThrottlingException", "Rate exceeded")) },
  resetBefore: { transport: "reset" },
  resetAfter: { transport: "reset" },
  hangBefore: { transport: "hang" },
  hangAfter: { transport: "hang" },
  truncated: { transport: "truncated" },
  html: { answer: () => ({ status: 502, headers: { "content-type": "text/html" }, body: BAD_GATEWAY }) },
  empty: { answer: () => ({ status: 200, headers: json, body: "" }) },
  notJson: { answer: () => ({ status: 200, headers: json, body: "<not json>" }) },
  body: { answer: ({ hit }) => ({ status: 200, headers: json, body: hit.value as string }) },
  wrongContentType: {
    answer: (_reach, given) => ({
      ...present(given),
      headers: { ...present(given).headers, "content-type": "text/html" },
    }),
  },
  status500: { answer: () => ({ status: 500, headers: json, body: "{}" }) },
  status503: { answer: () => ({ status: 503, headers: json, body: "{}" }) },
  slowHeadersMs: { transport: "slowHeaders" },
  slowBodyMs: { transport: "slowBody" },
  duplicate: { deliveries: 2 },
  stale: {},
  emptyPage: { answer: (_reach, given) => emptyPage(present(given)) },
  vanish: {
    before({ store, place, label }) {
      if (label !== undefined) store.remove(place, label);
    },
  },
  change: {
    before({ store, place, label, hit }) {
      const found = store.at(place).connectors.get(label ?? "");
      if (found) store.put(place, { ...found, ...(hit.value as RegistrationChanges) });
    },
  },
};

function errorOf({ type, status, message, headers }: FaultError): ServiceException {
  return new ServiceException(type, message ?? `${type}, on demand`, status ?? statusOf(type), headers);
}

/** The same list from its beginning, one call later: the token names nothing yet served. */
function emptyPage(given: Answer): Answer {
  if (given.status !== 200) return given;
  const body = JSON.parse(given.body) as Record<string, unknown>;
  const emptied = Object.entries(body).map(
    ([name, value]) => [name, Array.isArray(value) ? [] : value] as const,
  );
  const nextToken = Buffer.from(JSON.stringify(["*", ""])).toString("base64url");
  return { ...given, body: JSON.stringify({ ...Object.fromEntries(emptied), nextToken }) };
}

function present(given: Answer | undefined): Answer {
  return given ?? { status: 500, headers: json, body: "{}" };
}
