/** Where a function's code is. */
export type FunctionSource =
  | {
      /** Folder of Node code, CommonJS or ESM. */
      node: string;
      /** `file.export`, as in Lambda. Default "index.handler". */
      handler?: string;
    }
  | {
      /** Folder of Python code. */
      python: string;
      /** `module.function`, as in Lambda. Default "lambda_function.lambda_handler". */
      handler?: string;
      /** The Python to run it, for code that needs the packages of a virtual environment. Default "python3". */
      interpreter?: string;
    }
  | {
      /** Anything that serves Lambda's Invoke API: the runtime interface emulator, SAM, LocalStack. */
      url: string;
    }
  | {
      /** An answer that is given without running anything: for tests in which processes would be too slow. */
      answer: unknown;
    };

/** Why an invocation gave no result. */
export interface Failure {
  failure: "crashed" | "timed out" | "too large" | "not reachable" | "no interpreter";
  /** For people: what went wrong, in the emulator's words. */
  detail: string;
}

/** How an invocation ended. */
export interface Outcome extends Partial<Failure> {
  result?: unknown;
  /** The end of what the function printed. */
  log: string;
}

/** Lambda's limit for the answer of a synchronous invocation: 6 MiB. */
export const ANSWER_LIMIT = 6 * 1024 * 1024;

export const TOO_LARGE: Failure = { failure: "too large", detail: "the answer is larger than 6 MiB" };

export const CLOSING: Failure = { failure: "crashed", detail: "the emulator is closing" };

export function timedOut(timeoutMs: number): Failure {
  return { failure: "timed out", detail: `no answer within ${timeoutMs} ms` };
}

export function crashed(detail: string): Failure {
  return { failure: "crashed", detail };
}
