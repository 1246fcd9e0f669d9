// Pulumi programs while the engine is a mock.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

export type Properties = Record<string, unknown>;

/** A resource that the engine is asked for. */
export interface Requested extends pulumi.runtime.MockResourceArgs {
  readonly inputs: Properties;
}

interface Engine {
  /** Default: a real run. */
  readonly isPreview?: boolean;
  /** The state that the engine answers with. Default: the inputs. */
  readonly answer?: (requested: Requested) => Properties;
}

/** Begins a run, and returns the resources that the engine is asked for in it. */
export async function beginRun({ isPreview = false, answer = ({ inputs }) => inputs }: Engine = {}) {
  const requests: Requested[] = [];
  const newResource = (requested: Requested) => {
    requests.push(requested);
    return { id: requested.id ?? `${requested.name}-id`, state: answer(requested) };
  };
  await pulumi.runtime.setMocks({ call: () => ({}), newResource }, "project", "stack", isPreview, "organization");
  return requests;
}

export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}

/** The name that the program gives a resource. */
export function nameOf(resource: pulumi.Resource | undefined): string {
  return (resource as unknown as { __name?: string } | undefined)?.__name ?? "";
}

/** The message with which a program is refused; empty where it isn't. */
export async function refusalOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return "";
  } catch (error) {
    assert.ok(pulumi.RunError.isInstance(error), String(error));
    return error.message;
  }
}

interface LogLine {
  readonly level: "error" | "warning" | "info";
  /** The name of the resource that it is about; empty where it is about none. */
  readonly name: string;
  readonly message: string;
}

/** Collects what a program logs instead of showing it, until it is restored. */
export function collectLogs(): { lines: LogLine[]; restore: () => void } {
  const log = pulumi.log as Pick<typeof pulumi.log, "error" | "warn" | "info">;
  const original = { error: log.error, warn: log.warn, info: log.info };
  const lines: LogLine[] = [];
  const collecting =
    (level: LogLine["level"]): typeof log.error =>
    (message, resource) => {
      lines.push({ level, name: nameOf(resource), message });
      return Promise.resolve();
    };
  Object.assign(log, {
    error: collecting("error"),
    warn: collecting("warning"),
    info: collecting("info"),
  });
  return { lines, restore: () => void Object.assign(log, original) };
}
