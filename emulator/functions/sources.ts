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

/** What an invocation gave. `log` is the end of what the function printed. */
export interface Outcome {
  result?: unknown;
  failure?: "crashed" | "timed out" | "too large" | "not reachable" | "no interpreter";
  /** For people: what went wrong, in the emulator's words. */
  detail?: string;
  log: string;
}

/** Lambda's limit for the answer of a synchronous invocation: 6 MiB. */
export const ANSWER_LIMIT = 6 * 1024 * 1024;
