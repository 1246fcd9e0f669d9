/** What must never happen, whatever goes wrong. */
const RULES = {
  "registered-twice": "one intent to create takes effect once",
  "written-elsewhere":
    "only create and an update of a pending create register, only create and update change, only delete unregisters",
  "unregistered-others": "what somebody else made is not unregistered",
  "unregistered-live": "what a resource of the program manages is not unregistered for another one",
  "unregistered-in-use": "what a connector profile uses is not unregistered without forceDelete",
  "updated-others": "what somebody else made is not changed without adopt",
  "recorded-others": "what somebody else made does not come into the state without adopt or a refresh",
  orphaned: "what this stack made is in the state, unless its process was killed",
  "left-registered": "a delete that succeeds has unregistered it, or left it to another resource",
  dropped: "a refresh does not drop what is registered",
  "state-differs": "after a clean run the state is what the account is",
  "unchanged-changes": "after a clean run the same program has nothing to do",
  "preview-calls": "a preview makes no call from check and diff",
  "no-diagnostic": "a failure is a diagnostic, with its place in the docs",
  "not-json": "what is written into the state is plain JSON",
  unfounded: "where nothing goes wrong, the account bears a failure out",
  "no-way-out": "whoever follows the messages gets to a clean run",
  "left-behind": "after a destroy the state is empty",
} as const;

type Rule = keyof typeof RULES;

export class Violation extends Error {
  constructor(rule: Rule, details: string) {
    super(`${rule} (${RULES[rule]}): ${details}`);
  }
}

export type Report = (rule: Rule, details: string) => void;
