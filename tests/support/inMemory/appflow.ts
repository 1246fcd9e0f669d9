import type { AppFlow, RegistrationRequest } from "../../../provider/aws/appflow";
import type { Code } from "../../../provider/diagnostics/catalog";
import { DiagnosticError, type Outcome } from "../../../provider/diagnostics/diagnostic";
import type { Observation } from "../../../provider/resource/types";

export const ACCOUNT = "123456789012";
export const REGION = "eu-west-1";

export const arnOf = (name: string, region = REGION, account = ACCOUNT): string =>
  `arn:aws:lambda:${region}:${account}:function:${name}`;

/** What a registration shows, or a program states, of a function. */
export const invoking = (name: string) => ({
  connectorProvisioningConfig: { lambda: { lambdaArn: arnOf(name) } },
});

type Method = keyof AppFlow;

/** One call, as the lifecycle made it. */
interface Call {
  readonly method: Method;
  readonly label?: string;
  readonly request?: RegistrationRequest;
  readonly forceDelete?: boolean;
}

/** A call that goes wrong. */
export interface Trouble {
  readonly code: Code;
  readonly outcome?: Outcome;
  /** Whether the call has its effect all the same. Default: false. */
  readonly effect?: boolean;
  readonly times?: number;
  /** Calls of the method that go through first. Default: 0. */
  readonly after?: number;
}

/** AppFlow without a socket: one account in one region, with everything at hand that a test wants to see or break. */
export interface InMemoryAppFlow extends AppFlow {
  readonly registrations: Map<string, Observation>;
  readonly calls: Call[];
  readonly profileNames: string[];
  /** Milliseconds by which AWS's clock is ahead. */
  readonly offset: { ahead: number };
  /** The methods that were called, in order. */
  methods(): Method[];
  /** What was written, in order. */
  requests(method: "register" | "update"): RegistrationRequest[];
  fail(method: Method, trouble: Trouble): void;
  /** Has something happen each time a method is called, before the call has its effect. */
  before(method: Method, happening: () => unknown): void;
  /** So many observations still show what was there before the next write. */
  lag(observations: number): void;
  put(label: string, changes?: Partial<Observation>): Observation;
}

type Store = Map<string, Observation>;

export function inMemoryAppFlow(account = ACCOUNT, region = REGION): InMemoryAppFlow {
  const registrations: Store = new Map();
  const calls: Call[] = [];
  const profileNames: string[] = [];
  const troubles = new Map<Method, Trouble[]>();
  const happenings = new Map<Method, () => unknown>();
  const lagging = lagOf(registrations);
  const offset = { ahead: 0 };

  /** Makes a call: journal, failure on demand, effect. */
  const call = async <T>(made: Call, effect: () => T): Promise<T> => {
    calls.push(made);
    const happening = happenings.get(made.method);
    if (happening) await happening();
    const trouble = taken(troubles.get(made.method) ?? []);
    if (trouble && !trouble.effect) throw errorOf(trouble);
    const result = await Promise.resolve(effect());
    if (trouble) throw errorOf(trouble);
    return result;
  };
  const made = (label: string, changes: Partial<Observation> = {}): Observation => ({
    connectorLabel: label,
    connectorArn: `arn:aws:appflow:${region}:${account}:connector/${label}`,
    accountId: account,
    connectorProvisioningConfig: { lambda: { lambdaArn: arnOf("crm", region, account) } },
    connectorProvisioningType: "LAMBDA",
    connectorName: "CRM",
    connectorOwner: "Acme",
    connectorVersion: "1.0",
    connectorModes: ["SOURCE"],
    registeredAt: "2026-01-01T00:00:00.000Z",
    registeredBy: `arn:aws:iam::${account}:user/somebody`,
    ...changes,
  });

  return {
    registrations,
    calls,
    profileNames,
    offset,
    methods: () => calls.map(({ method }) => method),
    requests: (method) => calls.flatMap((it) => (it.method === method && it.request ? [it.request] : [])),
    fail: (method, trouble) => void troubles.set(method, [...(troubles.get(method) ?? []), { ...trouble }]),
    before: (method, happening) => void happenings.set(method, happening),
    lag: (observations) => lagging.start(observations),
    put: (label, changes) => {
      registrations.set(label, made(label, changes));
      return made(label, changes);
    },

    describe: (label) => call({ method: "describe", label }, () => lagging.visible().get(label)),
    configuration: (label) =>
      call({ method: "configuration", label }, () =>
        registrations.has(label) ? { connectorLabel: label } : undefined,
      ),
    list: () =>
      call({ method: "list" }, () =>
        [...registrations.keys()].map((connectorLabel) => ({
          connectorLabel,
          connectorType: "CustomConnector" as const,
        })),
      ),
    register: (request) =>
      call({ method: "register", label: request.connectorLabel, request }, () => {
        if (registrations.has(request.connectorLabel)) throw errorOf({ code: "label-conflict" });
        const registered = made(request.connectorLabel, changesOf(request));
        registrations.set(request.connectorLabel, registered);
        return registered.connectorArn;
      }),
    update: (request) =>
      call({ method: "update", label: request.connectorLabel, request }, () => {
        const found = registrations.get(request.connectorLabel);
        if (!found) throw errorOf({ code: "function-not-found" });
        const { description, ...rest } = { ...found, ...changesOf(request) };
        registrations.set(request.connectorLabel, { ...rest, ...(description ? { description } : {}) });
      }),
    unregister: (label, forceDelete) =>
      call({ method: "unregister", label, forceDelete }, () => {
        if (profileNames.length > 0 && !forceDelete) throw errorOf({ code: "in-use" });
        registrations.delete(label);
      }),
    profiles: (label) => call({ method: "profiles", label }, () => [...profileNames]),
    account: () => call({ method: "account" }, () => account),
    clockOffset: () => Promise.resolve(offset.ahead),
    region: () => call({ method: "region" }, () => region),
  };
}

function changesOf({
  connectorProvisioningConfig,
  description,
  connectorProvisioningType,
}: RegistrationRequest): Partial<Observation> {
  return {
    connectorProvisioningConfig,
    ...(description === undefined ? {} : { description }),
    ...(connectorProvisioningType === undefined ? {} : { connectorProvisioningType }),
  };
}

/** The first trouble that is due. Every trouble that waits for later calls comes one call nearer. */
function taken(troubles: Trouble[]): Trouble | undefined {
  for (const [index, trouble] of troubles.entries()) {
    const { after = 0, times = 1 } = trouble;
    if (after > 0) troubles[index] = { ...trouble, after: after - 1 };
    else if (times > 0) {
      troubles[index] = { ...trouble, times: times - 1 };
      return trouble;
    }
  }
  return undefined;
}

/** A failure as the client of the service throws it. */
export function errorOf({ code, outcome = "definite" }: Trouble): DiagnosticError {
  const serviceMessage = `the service's words on ${code} (500, request 1f2e)`;
  const facts = { service: serviceMessage, action: "appflow:Any", count: "", profiles: "unknown" };
  return new DiagnosticError(code, facts, { outcome, serviceMessage });
}

function lagOf(registrations: Store) {
  let left = 0;
  let before: Store = new Map();
  return {
    start(observations: number): void {
      left = observations;
      before = new Map(registrations);
    },
    visible(): Store {
      const isLate = left > 0 && !same(before, registrations);
      if (isLate) left -= 1;
      return isLate ? before : registrations;
    },
  };
}

function same(one: Store, other: Store): boolean {
  return one.size === other.size && [...one].every(([label, it]) => other.get(label) === it);
}
