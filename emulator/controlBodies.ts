import {
  anyObject,
  anything,
  either,
  type Members,
  moment,
  name,
  needed,
  objectOf,
  oneOf,
  text,
  textOrTexts,
} from "./members";

/** A connector profile that is to be created. */
export const PROFILE: Members = {
  name: needed(name),
  connectorLabel: needed(name),
  connectionMode: oneOf("Public", "Private"),
  accountId: text,
  region: text,
};

/** A statement of a function's policy; others of IAM's members aren't evaluated. */
export const STATEMENT: Members = {
  Sid: text,
  Effect: needed(oneOf("Allow", "Deny")),
  Principal: needed(either(oneOf("*"), anyObject)),
  Action: needed(textOrTexts),
  Resource: textOrTexts,
  Condition: anyObject,
};

const statements = {
  is: (value: unknown) => Array.isArray(value) && value.every(anyObject.is),
  words: "a list of statements",
};

/** A function that is to be registered. */
export const FUNCTION: Members = {
  arn: needed(name),
  source: needed(
    objectOf({ node: text, python: text, handler: text, interpreter: text, url: text, answer: anything }),
  ),
  policy: either(oneOf("appflow", "none"), statements),
  state: oneOf("Active", "Pending", "Failed", "Inactive"),
  lastModified: moment,
};
