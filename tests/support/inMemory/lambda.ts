import { appflowPermission } from "../../../emulator/functions/resourcePolicy";
import type { Code } from "../../../provider/diagnostics/catalog";
import type { ConnectorFunction, FunctionAnswer, Lambda } from "../../../provider/aws/lambda";
import { errorOf } from "./appflow";

/** A function, as a test wants it. Without a policy, AppFlow is let in. */
export interface Given {
  readonly shown?: ConnectorFunction;
  /** The resource policy: its JSON, or null for none. */
  readonly policy?: string | null;
  readonly answer?: FunctionAnswer;
}

/** Lambda without a socket: what is not given does not exist. */
export interface InMemoryLambda extends Lambda {
  readonly functions: Map<string, Given>;
  /** The calls, in order, as `method name`. */
  readonly calls: string[];
  /** Lets every call of a method fail. */
  fail(method: keyof Lambda, code: Code): void;
}

/** A policy that lets AppFlow of the function's account and region in. */
export function policyOf(lambdaArn: string): string {
  const [, , , region = "", account = ""] = lambdaArn.split(":");
  return JSON.stringify({ Statement: [appflowPermission(lambdaArn, account, region)] });
}

export function inMemoryLambda(functions: Record<string, Given> = {}): InMemoryLambda {
  const known = new Map(Object.entries(functions));
  const failing = new Map<keyof Lambda, Code>();
  const calls: string[] = [];
  const call = <T>(method: keyof Lambda, lambdaArn: string, answer: (given: Given) => T): Promise<T> => {
    calls.push(`${method} ${lambdaArn.split(":").slice(6).join(":")}`);
    const code = failing.get(method);
    return code ? Promise.reject(errorOf({ code })) : Promise.resolve(answer(known.get(lambdaArn) ?? {}));
  };
  return {
    functions: known,
    calls,
    fail: (method, code) => void failing.set(method, code),
    describe: (arn) => call("describe", arn, ({ shown = { state: "Active" } }) => (known.has(arn) ? shown : undefined)),
    policy: (arn) => call("policy", arn, ({ policy = policyOf(arn) }) => policy ?? undefined),
    invoke: (arn) => call("invoke", arn, ({ answer = { payload: undefined, isFailure: true } }) => answer),
  };
}
