import { ServiceException } from "../aws/serviceException";
import type { FaultError, FaultName } from "../faults/faultTable";
import type { Hit } from "../faults/faults";
import { FIRST_PAGE_TOKEN } from "../services/appflow/pages";
import type { ServiceAnswer } from "../services/service";
import type { RegistrationChanges, Scope, Store } from "../store/registrations";

/** How an answer is sent. All but "whole" are bad. */
export type Transport = "whole" | "reset" | "hang" | "truncated" | "slowHeaders" | "slowBody";

/** What a fault can use. */
interface FaultContext {
  hit: Hit;
  scope: Scope;
  label: string | undefined;
  store: Store;
  sleep: (milliseconds: number) => Promise<void>;
  fail: (error: ServiceException) => ServiceAnswer;
}

export interface FaultAction {
  before?: (context: FaultContext) => Promise<void> | void;
  /** Replaces the answer, which is absent when the operation took no effect. */
  replace?: (
    context: FaultContext,
    answer: ServiceAnswer | undefined,
  ) => Promise<ServiceAnswer | undefined> | ServiceAnswer;
  transport?: Transport;
  /** How often the request is carried out. Default: once. */
  deliveries?: number;
}

const json = { "content-type": "application/json" };
const html = { "content-type": "text/html" };
const BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";

/** The answer of a call that took no effect, or is never answered. */
export const NO_ANSWER: ServiceAnswer = { status: 500, headers: json, body: "{}" };

export const FAULT_ACTIONS: Readonly<Record<FaultName, FaultAction>> = {
  error: {
    replace({ hit, fail }) {
      const { type, message = `${type}, on demand`, ...details } = hit.value as FaultError;
      return fail(new ServiceException(type, message, details));
    },
  },
  delayMs: { before: ({ hit, sleep }) => sleep(hit.value as number) },
  delayAfterMs: { replace: ({ hit, sleep }, answer) => sleep(hit.value as number).then(() => answer) },
  throttlePerSecond: {
    replace: ({ fail }) => fail(new ServiceException("ThrottlingException", "Rate exceeded")),
  },
  resetBefore: { transport: "reset" },
  resetAfter: { transport: "reset" },
  hangBefore: { transport: "hang" },
  hangAfter: { transport: "hang" },
  truncated: { transport: "truncated" },
  html: { replace: () => ({ status: 502, headers: html, body: BAD_GATEWAY }) },
  empty: { replace: () => ({ status: 200, headers: json, body: "" }) },
  notJson: { replace: () => ({ status: 200, headers: json, body: "<not json>" }) },
  body: { replace: ({ hit }) => ({ status: 200, headers: json, body: hit.value as string }) },
  wrongContentType: {
    replace: (_context, answer = NO_ANSWER) => ({ ...answer, headers: { ...answer.headers, ...html } }),
  },
  status500: { replace: () => ({ status: 500, headers: json, body: "{}" }) },
  status503: { replace: () => ({ status: 503, headers: json, body: "{}" }) },
  slowHeadersMs: { transport: "slowHeaders" },
  slowBodyMs: { transport: "slowBody" },
  duplicate: { deliveries: 2 },
  stale: {},
  emptyPage: { replace: (_context, answer = NO_ANSWER) => emptyLists(answer) },
  vanish: {
    before({ store, scope, label }) {
      if (label !== undefined) store.remove(scope, label);
    },
  },
  change: {
    before({ store, scope, label, hit }) {
      const found = store.read(scope).connectors.get(label ?? "");
      if (found) store.put(scope, { ...found, ...(hit.value as RegistrationChanges) });
    },
  },
};

/** The list begins with the next call. */
function emptyLists(answer: ServiceAnswer): ServiceAnswer {
  if (answer.status !== 200) return answer;
  const members = Object.entries(JSON.parse(answer.body) as Record<string, unknown>);
  const emptied = members.map(([name, value]) => [name, Array.isArray(value) ? [] : value] as const);
  const body = { ...Object.fromEntries(emptied), nextToken: FIRST_PAGE_TOKEN };
  return { ...answer, body: JSON.stringify(body) };
}
