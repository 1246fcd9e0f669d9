import { refuse } from "../../aws/serviceException";
import model from "../../aws/model.json";
import { isObject, type JsonObject } from "../../schemas/json";
import type { Call } from "../call";
import {
  answerJson,
  type CallSubject,
  failJson,
  type Operation,
  parseJson,
  type Service,
  type ServiceRequest,
} from "../service";
import { createConnectorProfile, deleteConnectorProfile, describeConnectorProfiles } from "./connectorProfiles";
import { describeConnector } from "./describeConnector";
import { describeConnectors, listConnectors } from "./listConnectors";
import { registerConnector } from "./registerConnector";
import { unregisterConnector } from "./unregisterConnector";
import { updateConnectorRegistration } from "./updateConnectorRegistration";
import { compileValidator, type Validate } from "./validation";

type Run = (input: never, call: Call) => JsonObject | Promise<JsonObject>;

const OPERATIONS: Record<string, Run> = {
  RegisterConnector: registerConnector,
  UpdateConnectorRegistration: updateConnectorRegistration,
  UnregisterConnector: unregisterConnector,
  DescribeConnector: describeConnector,
  ListConnectors: listConnectors,
  DescribeConnectors: describeConnectors,
  DescribeConnectorProfiles: describeConnectorProfiles,
  CreateConnectorProfile: createConnectorProfile,
  DeleteConnectorProfile: deleteConnectorProfile,
};

const HTTP: Record<string, { http: string }> = {
  ...model.operations,
  // The model's excerpt leaves these out.
  CreateConnectorProfile: { http: "POST /create-connector-profile" },
  DeleteConnectorProfile: { http: "POST /delete-connector-profile" },
};

interface Route {
  name: string;
  method: string;
  run: Run;
  validate: Validate;
}

const ROUTES = new Map<string, Route>(
  Object.entries(OPERATIONS).map(([name, run]) => {
    const [method = "", path = ""] = (HTTP[name]?.http ?? "").split(" ");
    return [path, { name, method, run, validate: compileValidator(`${name}Request`) }];
  }),
);

export const appflow: Service = {
  name: "appflow",
  read(request) {
    const route = ROUTES.get(request.path);
    return route && newOperation(route, request);
  },
  succeed: (_operation, result) => answerJson(result),
  fail: (error) => failJson(error, { message: error.message }),
};

function newOperation({ name, method, run, validate }: Route, request: ServiceRequest): Operation {
  if (request.method !== method) refuse("UnknownOperationException", `${name} takes ${method}, not ${request.method}.`);
  return {
    name,
    subject: () => subjectOf(request.body),
    run: (call) => run(validate(parseJson(request.body)) as never, call),
  };
}

/** The model's limit of labels and client tokens. */
const NAME_LIMIT = 256;

/** What the journal may know of a body: only these two, and neither when it is too long to be valid. */
function subjectOf(body: string): CallSubject {
  const isName = (value: unknown): value is string => typeof value === "string" && value.length <= NAME_LIMIT;
  try {
    const parsed: unknown = JSON.parse(body);
    if (!isObject(parsed)) return {};
    const { connectorLabel, clientToken } = parsed;
    return {
      ...(isName(connectorLabel) ? { label: connectorLabel } : {}),
      ...(isName(clientToken) ? { clientToken } : {}),
    };
  } catch {
    return {};
  }
}
