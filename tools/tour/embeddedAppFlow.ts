// The embedded AppFlow as users get it, from the built package.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "appflow-emulator";
import { QUICKSTART, ROOT } from "./place";

/** The function that examples/quickstart/index.ts registers when nothing else is configured. */
export const FUNCTION_ARN = "arn:aws:lambda:eu-west-1:123456789012:function:intl-data-connector";

export async function startAppFlow(port: number): Promise<Emulator> {
  if (!existsSync(join(ROOT, "emulator", "dist", "index.js")))
    throw new Error("The package isn't built. Run `npm start`, which builds it, or `node tools/build.cjs`.");
  const { startEmulator } = await import("appflow-emulator");
  try {
    return await startEmulator({
      port,
      functions: { [FUNCTION_ARN]: { node: join(QUICKSTART, "connector") } },
    });
  } catch (error) {
    const remedy = port === 0 ? "" : " (npm start -- --port <number>)";
    throw new Error(`${(error as Error).message}${remedy}`, { cause: error });
  }
}
