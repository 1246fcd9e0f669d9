import { setTimeout as pause } from "node:timers/promises";
import type { Call, Emulation } from "./call";
import type { Caller } from "./callers";
import { exception, ServiceException } from "./errors";
import { FAULT_ACTIONS, type Reach, type Transport } from "./faultActions";
import { EFFECT, type Hit, type TakenFaults } from "./faults";
import { attemptOf, type JournalEntry, type WritableJournal } from "./journal";
import type { Answer, Demand, Service, ServiceRequest } from "./service";
import { beforeLastWrite } from "./store";

/** An answer and how it is sent. */
export interface Delivery {
  answer: Answer;
  transport: Transport;
  hit?: Hit;
}

/** What a delivery needs of the server. */
export interface Desk {
  emulation: Emulation;
  services: Service[];
  faults: TakenFaults;
  journal: WritableJournal;
  closing: AbortSignal;
}

/** Answers one request to AWS: who calls, what for, what goes wrong, what is answered. Never throws. */
export async function deliver(desk: Desk, request: ServiceRequest): Promise<Delivery> {
  const guessed = guessService(desk.services, request);
  try {
    const { service, demand, caller } = understand(desk, request);
    const entry = desk.journal.write(entryOf(desk, service, demand, caller, request));
    const hit = desk.faults.take({ ...caller, ...demand });
    if (hit) entry.fault = hit.name;
    const delivery = await carryOut(desk, service, demand, caller, hit);
    note(entry, delivery);
    return delivery;
  } catch (error) {
    return { answer: guessed.fail(asException(error)), transport: "whole" };
  }
}

interface Understood {
  service: Service;
  demand: Demand;
  caller: Caller;
}

function understand({ services, emulation }: Desk, request: ServiceRequest): Understood {
  const authorization = request.headers["authorization"];
  for (const service of services) {
    const identify = (): Caller => emulation.callers.identify(authorization, service.name);
    if (!service.read(request, NOBODY_READS)) continue;
    const unsigned = service.read(request, NOBODY_READS)?.unsigned;
    const caller = unsigned ? { ...unsigned, arn: "anonymous", region: "", partition: "aws" } : identify();
    return { service, caller, demand: service.read(request, caller) as Demand };
  }
  const offered = "AppFlow's registrations and connector profiles, STS, Lambda's functions";
  throw exception(
    "UnknownOperationException",
    `${request.method} ${request.path} is not emulated; there are: ${offered}. See GET /_emulator.`,
  );
}

/** A place that makes well-formed ARNs, to see whether a request is for a service before its caller is known. */
const NOBODY_READS = { accountId: "000000000000", region: "us-east-1" };

/** The service whose error format fits a request that can't be understood. */
function guessService(services: Service[], request: ServiceRequest): Service {
  const scoped = /\/(sts|lambda)\/aws4_request/.exec(request.headers["authorization"] ?? "")?.[1];
  const byPath = request.path.startsWith("/2015-03-31/") ? "lambda" : "appflow";
  const name = request.path === "/" ? (scoped ?? "sts") : byPath;
  return services.find((service) => service.name === name) ?? services[0];
}

async function carryOut(
  desk: Desk,
  service: Service,
  demand: Demand,
  caller: Caller,
  hit: Hit | undefined,
): Promise<Delivery> {
  const call = callOf(desk.emulation, caller, demand, hit);
  if (!hit) return { answer: await perform(service, demand, call), transport: "whole" };
  const action = FAULT_ACTIONS[hit.name];
  const reach: Reach = { ...reachOf(desk, service, caller, hit), ...labelOf(demand, hit) };
  await action.before?.(reach);
  const effect = hit.name === "throttlePerSecond" ? false : (hit.fault.effect ?? EFFECT[hit.name]);
  let given: Answer | undefined;
  for (let times = effect ? (action.deliveries ?? 1) : 0; times > 0; times -= 1)
    given = await perform(service, demand, call);
  const answer = action.answer ? await action.answer(reach, given) : given;
  const unanswered = { status: 500, headers: {}, body: "" };
  return { answer: answer ?? unanswered, transport: action.transport ?? "whole", hit };
}

async function perform(service: Service, demand: Demand, call: Call): Promise<Answer> {
  try {
    const result = await demand.run(call);
    await call.emulation.store.saved();
    return service.succeed(demand.operation, result);
  } catch (error) {
    return service.fail(asException(error));
  }
}

function callOf(emulation: Emulation, caller: Caller, demand: Demand, hit: Hit | undefined): Call {
  return {
    caller,
    emulation,
    view() {
      const holdings = emulation.store.at(caller);
      if (hit?.name !== "stale") return holdings.connectors;
      return beforeLastWrite(holdings, labelOf(demand, hit).label);
    },
  };
}

function reachOf(
  { emulation, closing }: Desk,
  service: Service,
  place: Caller,
  hit: Hit,
): Omit<Reach, "label"> {
  return {
    hit,
    place,
    store: emulation.store,
    sleep: (milliseconds) => pause(milliseconds, undefined, { signal: closing }),
    fail: (error) => service.fail(error),
  };
}

function labelOf(demand: Demand, hit: Hit): { label?: string } {
  const label = demand.label ?? hit.fault.label;
  return label === undefined ? {} : { label };
}

function entryOf(
  desk: Desk,
  service: Service,
  demand: Demand,
  caller: Caller,
  request: ServiceRequest,
): JournalEntry {
  const { operation, label, clientToken, functionArn } = demand;
  return {
    at: desk.emulation.settings.clock().toISOString(),
    service: service.name,
    operation,
    accountId: caller.accountId,
    region: caller.region,
    caller: caller.arn,
    ...(label === undefined ? {} : { label }),
    ...(functionArn === undefined ? {} : { functionArn }),
    ...(clientToken === undefined ? {} : { clientToken }),
    ...attemptOf(request.headers),
  };
}

function note(entry: JournalEntry, { answer, transport }: Delivery): void {
  if (transport === "reset" || transport === "hang") return;
  entry.status = answer.status;
  const { "x-amzn-errortype": errorType, "x-amzn-requestid": requestId } = answer.headers;
  const inBody = /<Code>(\w+)<\/Code>/.exec(answer.body)?.[1];
  const type = errorType ?? inBody;
  if (type !== undefined) entry.errorType = type;
  if (requestId !== undefined) entry.requestId = requestId;
}

/** What isn't an AWS error is a defect of the emulator, or a disk that is full; either way the server goes on. */
function asException(error: unknown): ServiceException {
  if (error instanceof ServiceException) return error;
  const words = error instanceof Error ? error.message : String(error);
  return exception("InternalServerException", `The emulator failed: ${words}`);
}
