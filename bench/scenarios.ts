// What is previewed: as many resources that do nothing, and ConnectorRegistrations in three situations.

/** An account of which nothing is written, so that its connectors fit on one page. */
export const ACCOUNT = "123456789012";
/** Where the registrations are that don't change. */
export const OTHER_ACCOUNT = "210987654321";
const REGION = "eu-west-1";

/** How often which operation is called. */
export type Calls = Readonly<Record<string, number>>;

export interface Scenario {
  readonly letter: string;
  readonly title: string;
  readonly account: string;
  /** The text of an index.js. */
  readonly program: (resources: number) => string;
  readonly calls: (resources: number) => Calls;
  /** The preview comes after an `up`, and shows no change. */
  readonly isDeployed?: boolean;
  /** Seconds that it may take beside the peer. */
  readonly demand?: number;
}

export function functionArn(account: string, number: number): string {
  return `arn:aws:lambda:${REGION}:${account}:function:crm-${number}`;
}

/**
 * A literal like that of ConnectorRegistration, whose methods do nothing. pulumi.dynamic.Resource would serialize a closure
 * for each resource: work that ConnectorRegistration doesn't have either, and that would flatter it.
 */
const IDLE_PROVIDER =
  "exports.handler=_=>({check:async(_,inputs)=>({inputs}),diff:async()=>({}),create:async()=>({id:'idle'})})";

const IDLE = `const pulumi = require("@pulumi/pulumi");
class Idle extends pulumi.CustomResource {
  constructor(name, props) {
    super("pulumi-nodejs:dynamic/bench:Idle", name, { ...props, __provider: ${JSON.stringify(IDLE_PROVIDER)} });
  }
}`;
const REGISTRATION = `const { ConnectorRegistration } = require("pulumi-appflow-connector");`;

/** @param number text of the number of a resource's function */
function program(head: string, type: string, account: string, number: "0" | "n") {
  const [before, after] = functionArn(account, 0).split(/0$/);
  return (resources: number) => `${head}
for (let n = 0; n < ${resources}; n++)
  new ${type}("crm-" + n, {
    connectorLabel: "crm-" + n,
    connectorProvisioningConfig: { lambda: { lambdaArn: "${before}" + ${number} + "${after}" } },
  });
`;
}

export const SCENARIOS: readonly Scenario[] = [
  {
    letter: "a",
    title: "new resources that do nothing (the peer)",
    account: ACCOUNT,
    program: program(IDLE, "Idle", ACCOUNT, "0"),
    calls: () => ({}),
  },
  {
    letter: "b",
    title: "new registrations, one function",
    account: ACCOUNT,
    program: program(REGISTRATION, "ConnectorRegistration", ACCOUNT, "0"),
    calls: () => ({ ListConnectors: 1, GetFunction: 1, GetPolicy: 1 }),
    demand: 2,
  },
  {
    letter: "c",
    title: "new registrations, a function each",
    account: ACCOUNT,
    program: program(REGISTRATION, "ConnectorRegistration", ACCOUNT, "n"),
    calls: (resources) => ({ ListConnectors: 1, GetFunction: resources, GetPolicy: resources }),
    demand: 10,
  },
  {
    letter: "d",
    title: "registrations that don't change",
    account: OTHER_ACCOUNT,
    program: program(REGISTRATION, "ConnectorRegistration", OTHER_ACCOUNT, "0"),
    calls: () => ({}),
    isDeployed: true,
  },
];
