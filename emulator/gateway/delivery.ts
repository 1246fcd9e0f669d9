import { setTimeout as pause } from "node:timers/promises";
import { type JournalEntry, readAttempt, type WritableJournal } from "../admin/journal";
import { refuse, ServiceException } from "../aws/serviceException";
import { FAULTS } from "../faults/faultTable";
import type { Hit, PendingFaults } from "../faults/faults";
import type { Call, Caller, Emulation } from "../services/call";
import type { Operation, Service, ServiceAnswer, ServiceRequest } from "../services/service";
import { type Registration, withoutLastWrite } from "../store/registrations";
import { identifyCaller } from "./caller";
import { FAULT_ACTIONS, NO_ANSWER, type Transport } from "./faultActions";

/** What deliveries share. */
export interface Gateway {
  emulation: Emulation;
  services: Service[];
  faults: PendingFaults;
  journal: WritableJournal;
  /** Ends the faults that wait. */
  closing: AbortSignal;
}

/** An answer and how it is sent. */
export interface Delivery {
  answer: ServiceAnswer;
  transport: Transport;
  hit?: Hit;
}

/** An operation of a service, and who calls it. */
interface Target {
  service: Service;
  operation: Operation;
  caller: Caller;
}

/** Answers one request to AWS: who calls, what for, what goes wrong, what is answered. Never throws. */
export async function deliver(gateway: Gateway, request: ServiceRequest): Promise<Delivery> {
  try {
    const target = findTarget(gateway, request);
    const { service, operation, caller } = target;
    const subject = operation.subject(caller);
    const entry = gateway.journal.write({
      at: gateway.emulation.settings.clock().toISOString(),
      service: service.name,
      operation: operation.name,
      accountId: caller.accountId,
      region: caller.region,
      caller: caller.arn,
      ...subject,
      ...readAttempt(request.headers),
    });
    const hit = gateway.faults.take({ ...entry });
    if (hit) entry.fault = hit.name;
    const delivery = await carryOut(gateway, target, hit, subject.label ?? hit?.fault.label);
    noteAnswer(entry, delivery);
    return delivery;
  } catch (error) {
    const service = guessService(gateway.services, request);
    return { answer: service.fail(asServiceException(error)), transport: "whole" };
  }
}

function findTarget({ services, emulation }: Gateway, request: ServiceRequest): Target {
  for (const service of services) {
    const operation = service.read(request);
    if (!operation) continue;
    const { authorization } = request.headers;
    const caller = operation.anonymous ?? identifyCaller(emulation, authorization, service.name);
    return { service, operation, caller };
  }
  const offered = "AppFlow's registrations and connector profiles, STS, Lambda's functions";
  const unknown = `${request.method} ${request.path} is not emulated`;
  refuse("UnknownOperationException", `${unknown}; there are: ${offered}. See GET /_emulator.`);
}

/** The service whose error format fits a request that can't be understood. */
function guessService(services: Service[], { headers, path }: ServiceRequest): Service {
  const scope = /\/(sts|lambda)\/aws4_request/.exec(headers["authorization"] ?? "")?.[1];
  const byPath = path.startsWith("/2015-03-31/") ? "lambda" : "appflow";
  const name = path === "/" ? (scope ?? "sts") : byPath;
  return services.find((service) => service.name === name) ?? services[0];
}

async function carryOut(
  { emulation, closing }: Gateway,
  target: Target,
  hit: Hit | undefined,
  label: string | undefined,
): Promise<Delivery> {
  const { service, caller: scope } = target;
  const { store } = emulation;
  const view = (): Map<string, Registration> =>
    hit?.name === "stale" ? withoutLastWrite(store.read(scope), label) : store.read(scope).connectors;
  const call = { caller: scope, emulation, view };
  if (!hit) return { answer: await perform(target, call), transport: "whole" };
  const { before, replace, deliveries = 1, transport = "whole" } = FAULT_ACTIONS[hit.name];
  const sleep = (milliseconds: number) => pause(milliseconds, undefined, { signal: closing });
  const context = { hit, scope, label, store, sleep, fail: (error: ServiceException) => service.fail(error) };
  await before?.(context);
  let answer: ServiceAnswer | undefined;
  const takesEffect = hit.fault.effect ?? FAULTS[hit.name].effect;
  for (let n = 0; takesEffect && n < deliveries; n += 1) answer = await perform(target, call);
  if (replace) answer = await replace(context, answer);
  return { answer: answer ?? NO_ANSWER, transport, hit };
}

async function perform({ service, operation }: Target, call: Call): Promise<ServiceAnswer> {
  try {
    const result = await operation.run(call);
    await call.emulation.store.whenSaved();
    return service.succeed(operation.name, result);
  } catch (error) {
    return service.fail(asServiceException(error));
  }
}

function noteAnswer(entry: JournalEntry, { answer, transport }: Delivery): void {
  if (transport === "reset" || transport === "hang") return;
  entry.status = answer.status;
  const { "x-amzn-errortype": inHeader, "x-amzn-requestid": requestId } = answer.headers;
  const errorType = inHeader ?? /<Code>(\w+)<\/Code>/.exec(answer.body)?.[1];
  if (errorType !== undefined) entry.errorType = errorType;
  if (requestId !== undefined) entry.requestId = requestId;
}

/** What isn't an AWS error is a defect of the emulator, or a disk that is full; either way the server goes on. */
function asServiceException(error: unknown): ServiceException {
  if (error instanceof ServiceException) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ServiceException("InternalServerException", `The emulator failed: ${message}`);
}
