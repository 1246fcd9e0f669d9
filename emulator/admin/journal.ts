/** One call, as it arrived and as it was answered. Never a signature, a session token or a body. */
export interface JournalEntry {
  /** When it arrived, ISO 8601. */
  at: string;
  service: string;
  operation: string;
  accountId: string;
  region: string;
  /** The caller's ARN. */
  caller: string;
  label?: string;
  functionArn?: string;
  clientToken?: string;
  /** The SDK's id of one `send()`, the same for all its attempts. */
  invocationId?: string;
  /** The SDK's number of the attempt, from 1. */
  attempt?: number;
  /** The name of the fault that hit the call. */
  fault?: string;
  /** HTTP status of the answer; absent while there is none, and when none was sent. */
  status?: number;
  errorType?: string;
  requestId?: string;
}

export interface Journal {
  readonly entries: readonly JournalEntry[];
  clear(): void;
}

export interface WritableJournal extends Journal {
  write(entry: JournalEntry): JournalEntry;
}

/** A journal of the last `limit` calls. */
export function newJournal(limit: number): WritableJournal {
  const entries: JournalEntry[] = [];
  return {
    entries,
    clear: () => void entries.splice(0),
    write(entry) {
      entries.push(entry);
      if (entries.length > limit) entries.splice(0, entries.length - limit);
      return entry;
    },
  };
}

/** The SDKs' own ids have 36 characters; a longer one is none of theirs, and isn't kept. */
const ID_LIMIT = 64;

/** What the AWS SDKs tell of an attempt in a request's headers. */
export function readAttempt(headers: Record<string, string>): Pick<JournalEntry, "invocationId" | "attempt"> {
  const invocationId = headers["amz-sdk-invocation-id"];
  const attempt = /attempt=(\d{1,9})/.exec(headers["amz-sdk-request"] ?? "")?.[1];
  return {
    ...(invocationId === undefined || invocationId.length > ID_LIMIT ? {} : { invocationId }),
    ...(attempt === undefined ? {} : { attempt: Number(attempt) }),
  };
}
