import type { Call } from "../call";
import { exception } from "../errors";
import { isObject, type JsonObject } from "../json";
import model from "../model.json";
import {
  type Demand,
  type Subject,
  jsonAnswer,
  jsonFailure,
  parseJson,
  type Service,
  type ServiceRequest,
} from "../service";
import {
  createConnectorProfile,
  deleteConnectorProfile,
  describeConnectorProfiles,
} from "./connectorProfiles";
import { describeConnector } from "./describeConnector";
import { describeConnectors, listConnectors } from "./listConnectors";
import { registerConnector } from "./registerConnector";
import { unregisterConnector } from "./unregisterConnector";
import { updateConnectorRegistration } from "./updateConnectorRegistration";
import { type Validate, validator } from "./validation";

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

/** Routes that model.json leaves out. */
const PROFILE_ROUTES: Record<string, string> = {
  CreateConnectorProfile: "POST /create-connector-profile",
  DeleteConnectorProfile: "POST /delete-connector-profile",
};

interface Route {
  operation: string;
  method: string;
  run: Run;
  validate: Validate;
}

const ROUTES: ReadonlyMap<string, Route> = new Map(
  Object.entries(OPERATIONS).map(([operation, run]) => route(operation, run)),
);

export function appflow(): Service {
  return {
    name: "appflow",
    read(request) {
      const found = ROUTES.get(request.path);
      return found && demand(found, request);
    },
    succeed: (_operation, result) => jsonAnswer(result),
    fail: (error) => jsonFailure(error, { message: error.message }),
  };
}

function route(operation: string, run: Run): [path: string, route: Route] {
  const modelled = model.operations as Record<string, { http: string }>;
  const [method, path] = (modelled[operation]?.http ?? PROFILE_ROUTES[operation] ?? "").split(" ") as [
    string,
    string,
  ];
  return [path, { operation, method, run, validate: validator(`${operation}Request`) }];
}

function demand({ operation, method, run, validate }: Route, request: ServiceRequest): Demand {
  if (request.method !== method)
    throw exception("UnknownOperationException", `${operation} takes ${method}, not ${request.method}.`);
  return {
    operation,
    subject: () => namesIn(request.body),
    run: (call) => run(validate(parseJson(request.body)) as never, call),
  };
}

/** The model's limit of labels and client tokens. */
const NAME_LIMIT = 256;

/** What the journal may know of a body: never more than these two, and none that is too long to be valid. */
function namesIn(body: string): Subject {
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
