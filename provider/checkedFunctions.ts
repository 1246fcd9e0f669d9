import type { AppFlow } from "./appflow";
import { statedAccount } from "./connection";
import { DESCRIBE_EVENT, judgeAnswer } from "./connectorAnswer";
import type { Finding, Subject } from "./findings";
import { type Fault, functionFaults } from "./functionFaults";
import type { Lambda } from "./lambda";
import type { Aged, Looked, Note, PreflightOptions } from "./preflight";
import { refuseAccount } from "./refusals";
import { staleness } from "./staleness";
import type { See } from "./unseen";

const ASIDE = "; if what this resource waits for changes that, there is nothing to do";

/** Judges functions: each is looked at once, however many registrations need it, and each of those is told. */
export function checkedFunctions(
  appflow: AppFlow,
  calls: Lambda,
  { connection, invokes }: PreflightOptions,
  see: See,
) {
  const lambda: Lambda = { ...calls, describe: oncePerArn(calls.describe) };

  const check = async (lambdaArn: string, subject: Subject): Promise<Fault[]> => {
    const isAllowed = await see("functions", () => refuseAccount(connection, appflow, subject));
    if (!isAllowed) return [];
    const callerAccount = () => appflow.account(subject).catch(() => undefined);
    const accountId = statedAccount(connection);
    const faults = await functionFaults({ lambda, lambdaArn, subject, see, accountId, callerAccount });
    if (faults.length > 0 || !invokes) return faults;
    const answer = await see("answers", () => lambda.invoke(lambdaArn, DESCRIBE_EVENT, subject));
    return answer ? [judgeAnswer(lambdaArn, answer.seen)] : [];
  };
  const checked = oncePerArn(check);
  return {
    faults: async ({ asks }: Note, subject: Subject, { own, waits }: Looked): Promise<Finding[]> => {
      const faults = asks && own.lambdaArn !== null ? await checked(own.lambdaArn, subject) : [];
      return faults.map((tell) => (waits ? tell("warning", subject, ASIDE) : tell("error", subject, "")));
    },
    /** Whether the function of a registration changed since it was asked. */
    age: async ({ subject, lambdaArn, asked }: Aged): Promise<Finding[]> =>
      (await see("functions", () => staleness(lambda, lambdaArn, asked, subject)))?.seen ?? [],
  };
}

type Ask<T> = (lambdaArn: string, subject: Subject) => Promise<T>;

function oncePerArn<T>(ask: Ask<T>): Ask<T> {
  const asked = new Map<string, Promise<T>>();
  return (lambdaArn, subject) => {
    const answer = asked.get(lambdaArn) ?? ask(lambdaArn, subject);
    asked.set(lambdaArn, answer);
    return answer;
  };
}
