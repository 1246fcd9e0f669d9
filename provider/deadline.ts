import type { AppFlow } from "./appflow";
import { LIMITS } from "./connection";
import { failure, type Subject } from "./findings";
import type { Clock } from "./settle";

/** The same AppFlow, which takes no further call once an operation has had its time. Calls under way end by themselves. */
export function withDeadline(appflow: AppFlow, clock: Clock, subject: Subject): AppFlow {
  const deadline = clock.now() + LIMITS.operation;
  const inTime =
    <A extends unknown[], T>(call: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      if (clock.now() <= deadline) return call(...args);
      throw failure("operation-timed-out", subject, { minutes: String(LIMITS.operation / 60_000) });
    };
  return {
    describe: inTime(appflow.describe),
    configuration: inTime(appflow.configuration),
    list: inTime(appflow.list),
    register: inTime(appflow.register),
    update: inTime(appflow.update),
    unregister: inTime(appflow.unregister),
    profiles: inTime(appflow.profiles),
    account: inTime(appflow.account),
    clockOffset: appflow.clockOffset,
    region: inTime(appflow.region),
  };
}
