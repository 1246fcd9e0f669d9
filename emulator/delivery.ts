import { setTimeout as pause } from "node:timers/promises";
import type { Call, Emulation } from "./call";
import type { Caller } from "./callers";
import { exception, ServiceException } from "./errors";
import { FAULT_ACTIONS, type Reach, type Transport } from "./faultActions";
import { EFFECT, type Hit, type TakenFaults } from "./faults";
import { attemptOf, type JournalEntry, type WritableJournal } from "./journal";
import type { Answer, Demand, Service, ServiceRequest, Subject } from "./service";
import { beforeLastWrite } from "./store";

interface Understood {
  service: Service;
  demand: Demand;
  caller: Caller;
}

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
    const understood = understand(desk, request);
    const { demand, caller } = understood;
    const subject = demand.subject(caller);
    const at = desk.emulation.settings.clock().toISOString();
    const entry = desk.journal.write({ at, ...entryOf(understood, subject), ...attemptOf(request.headers) });
    const hit = desk.faults.take({ ...entry });
    if (hit) entry.fault = hit.name;
    const delivery = await carryOut(desk, understood, subject.label ?? hit?.fault.label, hit);
    note(entry, delivery);
    return delivery;
  } catch (error) {
    return { answer: guessed.fail(asException(error)), transport: "whole" };
  }
}

function understand({ services, emulation }: Desk, request: ServiceRequest): Understood {
  for (const service of services) {
    const demand = service.read(request);
    if (!demand) continue;
    const { authorization } = request.headers;
    return {
      service,
      demand,
      caller: demand.unsigned ?? emulation.callers.identify(authorization, service.name),
    };
  }
  const offered = "AppFlow's registrations and connector profiles, STS, Lambda's functions";
  throw exception(
    "UnknownOperationException",
    `${request.method} ${request.path} is not emulated; there are: ${offered}. See GET /_emulator.`,
  );
}

/** The service whose error format fits a request that can't be understood. */
function guessService(services: Service[], request: ServiceRequest): Service {
  const scoped = /\/(sts|lambda)\/aws4_request/.exec(request.headers["authorization"] ?? "")?.[1];
  const byPath = request.path.startsWith("/2015-03-31/") ? "lambda" : "appflow";
  const name = request.path === "/" ? (scoped ?? "sts") : byPath;
  return services.find((service) => service.name === name) ?? services[0];
}

async function carryOut(
  desk: Desk,
  { service, demand, caller }: Understood,
  label: string | undefined,
  hit: Hit | undefined,
): Promise<Delivery> {
  const call = callOf(desk.emulation, caller, label, hit);
  if (!hit) return { answer: await perform(service, demand, call), transport: "whole" };
  const action = FAULT_ACTIONS[hit.name];
  const reach = reachOf(desk, service, caller, label, hit);
  await action.before?.(reach);
  let given: Answer | undefined;
  for (
    let times = (hit.fault.effect ?? EFFECT[hit.name]) ? (action.deliveries ?? 1) : 0;
    times > 0;
    times -= 1
  )
    given = await perform(service, demand, call);
  const answer = action.answer ? await action.answer(reach, given) : given;
  return { answer: answer ?? NOTHING, transport: action.transport ?? "whole", hit };
}

/** The answer of a call that is never answered. */
const NOTHING: Answer = { status: 500, headers: {}, body: "" };

async function perform(service: Service, demand: Demand, call: Call): Promise<Answer> {
  try {
    const result = await demand.run(call);
    await call.emulation.store.saved();
    return service.succeed(demand.operation, result);
  } catch (error) {
    return service.fail(asException(error));
  }
}

function callOf(emulation: Emulation, caller: Caller, label: string | undefined, hit: Hit | undefined): Call {
  return {
    caller,
    emulation,
    view() {
      const holdings = emulation.store.at(caller);
      return hit?.name === "stale" ? beforeLastWrite(holdings, label) : holdings.connectors;
    },
  };
}

function reachOf(desk: Desk, service: Service, place: Caller, label: string | undefined, hit: Hit): Reach {
  return {
    hit,
    place,
    ...(label === undefined ? {} : { label }),
    store: desk.emulation.store,
    sleep: (milliseconds) => pause(milliseconds, undefined, { signal: desk.closing }),
    fail: (error) => service.fail(error),
  };
}

function entryOf({ service, demand, caller }: Understood, subject: Subject): Omit<JournalEntry, "at"> {
  return {
    service: service.name,
    operation: demand.operation,
    accountId: caller.accountId,
    region: caller.region,
    caller: caller.arn,
    ...subject,
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
