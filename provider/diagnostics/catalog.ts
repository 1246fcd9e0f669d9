import type { Scope } from "./scope";

/**
 * Every failure a user can meet, in one table. A message reads
 * `<action> AppFlow connector "<label>" (<region>, <account>): <says>. <remedy>. <anchor>`,
 * and docs/diagnostics.md has an entry for each code.
 */

interface Entry {
  /** When the user meets it. The first line of its entry in docs/diagnostics.md. */
  readonly when: string;
  /** What happened. `{name}` stands for a fact that the code supplies; `{label}` and `{region}` come with the scope. */
  readonly says: string;
  /** The way out. */
  readonly remedy: string;
  readonly example: Example;
}

/** Where a user may meet it, and with which facts, for docs/diagnostics.md. */
interface Example {
  readonly scope: Scope;
  readonly facts: Readonly<Record<string, string>>;
}

const REPORT = "Please report it to the package's maintainers, with the version and what was run";
const RUN_AGAIN = "Run the command again";

// What the examples are about.
const ACCOUNT = "123456789012";
const LABEL = { label: "crm", region: "eu-west-1" };
const CRM = { ...LABEL, accountId: ACCOUNT };
const CHECKING = { action: "checking", ...LABEL };
/** Lookups of preview know the account. */
const PREVIEWING = { action: "checking", ...CRM };
/** Before the first answer, nobody knows the account. */
const CONNECTING = { action: "registering", ...LABEL };
const REGISTERING = { action: "registering", ...CRM };
const UPDATING = { action: "updating", ...CRM };
const READING = { action: "reading", ...CRM };
const UNREGISTERING = { action: "unregistering", ...CRM };
const FUNCTION = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:crm`;
const OWNER = `arn:aws:appflow:eu-west-1:${ACCOUNT}:connector/crm (function ${FUNCTION}, registered at 2026-01-31T09:30:00.000Z, by arn:aws:iam::${ACCOUNT}:user/ada)`;

function exemplify(scope: Scope, facts: Example["facts"] = {}): Example {
  return { scope, facts };
}

/** What AWS answers, for an operation, an exception and a status. */
function answer(what: string, message: string): string {
  const [operation, exception, status] = what.split(" ");
  return `${operation} answered ${exception} (${status}, request 8f0c1d5e-3b1f-4a55-9c7e-2f6f0a4d9b21): ${message}`;
}

/** The table. Codes are stable: users search for them. */
export const DIAGNOSTICS = {
  // Arguments and settings, validated without a call.
  "argument-type": {
    when: "An argument has another type than the API takes.",
    says: "`{property}` must be {expected}, not {actual}",
    remedy: "Give it {expected}",
    example: exemplify(CHECKING, { property: "adopt", expected: "a boolean", actual: "a string" }),
  },
  "argument-unknown": {
    when: "An argument that ConnectorRegistration or appflow.Provider does not have.",
    says: "`{property}` is not an argument{suggestion}",
    remedy: "The arguments are {known}",
    example: exemplify(CHECKING, {
      property: "connectorLable",
      suggestion: "; `connectorLabel` is",
      known: "connectorLabel, connectorProvisioningConfig and so on",
    }),
  },
  "label-missing": {
    when: 'No label is stated and the program hands over no default, as under `ignoreChanges: ["*"]`.',
    says: "there is no `connectorLabel`",
    remedy: "State `connectorLabel`",
    example: exemplify({ action: "checking an AppFlow connector", region: "eu-west-1" }),
  },
  "label-invalid": {
    when: "A label that RegisterConnector rejects.",
    says: "`connectorLabel` {fault}",
    remedy: "Use 2 to 256 letters, digits, `_ ! @ # . -`, beginning with a letter or a digit",
    example: exemplify(CHECKING, { fault: "has characters that AppFlow does not take" }),
  },
  "label-secret": {
    when: "The label is a secret. The label is the resource's id, which the state keeps in clear.",
    says: "`connectorLabel` is a secret, and a label stands in clear as the resource's id",
    remedy: "Give a label that is no secret, or `pulumi.unsecret` it",
    example: exemplify({ action: "checking an AppFlow connector", region: "eu-west-1" }),
  },
  "label-hash": {
    when: "A warning: the API of connector profiles does not document `#` in labels.",
    says: "the label contains `#`, which the API of connector profiles does not document",
    remedy: "Choose a label without `#`, unless you know that profiles work with it",
    example: exemplify(CHECKING),
  },
  "description-invalid": {
    when: "A description that RegisterConnector rejects.",
    says: "`description` {fault}",
    remedy: "Use at most 1024 letters, digits, white space and `_ / ! @ # + = . -`",
    example: exemplify(CHECKING, { fault: "has characters that AppFlow does not take" }),
  },
  "function-missing": {
    when: "No function is stated.",
    says: "`{property}` is missing",
    remedy: "State `connectorProvisioningConfig.lambda.lambdaArn`",
    example: exemplify(CHECKING, { property: "connectorProvisioningConfig" }),
  },
  "function-invalid": {
    when: "The ARN is not the ARN of a Lambda function.",
    says: "`connectorProvisioningConfig.lambda.lambdaArn` {fault}",
    remedy:
      "Give a function's ARN, such as arn:aws:lambda:eu-west-1:123456789012:function:my-connector; a version or an alias may follow",
    example: exemplify(CHECKING, { fault: "is not the ARN of a Lambda function" }),
  },
  "function-region": {
    when: "The function lives in another region than the registration. AppFlow takes no function of another region.",
    says: "the function is in {functionRegion}, the registration in {region}",
    remedy: "Give a function of {region}, or set `region` to {functionRegion}",
    example: exemplify(CHECKING, { functionRegion: "us-east-1" }),
  },
  "function-account": {
    when: "The function belongs to an account that `forbiddenAccountIds` excludes. A warning where it is only not among `allowedAccountIds`: these say where registrations may be, and a function that another account shares may be meant.",
    says: "the function is of account {functionAccount}, which {setting} excludes",
    remedy: "Give a function of an account that is allowed, or change the setting",
    example: exemplify(CHECKING, {
      functionAccount: "210987654321",
      setting: "allowedAccountIds (123456789012)",
    }),
  },
  "provisioning-type-invalid": {
    when: "A provisioning type that the API does not have.",
    says: "`connectorProvisioningType` {fault}",
    remedy: "Leave it out, or state `LAMBDA`, the only type there is",
    example: exemplify(CHECKING, { fault: "is not LAMBDA" }),
  },
  "client-token-invalid": {
    when: "A client token that RegisterConnector rejects.",
    says: "`clientToken` {fault}",
    remedy: "Leave it out, or use 1 to 256 printable ASCII characters",
    example: exemplify(CHECKING, { fault: "has characters that AppFlow does not take" }),
  },
  "region-invalid": {
    when: "A region that is no region.",
    says: "`region` {fault}",
    remedy: "Give a region such as `eu-west-1`",
    example: exemplify(CHECKING, { fault: "is not a region" }),
  },
  "region-missing": {
    when: "Neither the resource, its appflow.Provider, the stack's configuration nor the environment names a region.",
    says: "no region is known",
    remedy: "Run `pulumi config set aws:region eu-west-1`, set AWS_REGION, or state `region`",
    example: exemplify({ action: "registering", label: "crm" }),
  },
  "region-ambient": {
    when: "A warning: the region comes from the environment and differs from the one in which the registration was made. The registration stays where it is.",
    says: "it was registered in {region} and stays there, while the environment now says {ambient}",
    remedy:
      "State `region` or `aws:region` to say which one is meant; stating {ambient} would replace the registration",
    example: exemplify(CHECKING, { ambient: "us-east-1" }),
  },
  "configuration-invalid": {
    when: "A configuration value that can't be read.",
    says: "the configuration `{key}` {fault}",
    remedy: "Correct it where it is set: with `pulumi config set`, in the appflow.Provider or in the environment",
    example: exemplify(
      { action: "reading the connection's settings" },
      { key: "aws:allowedAccountIds", fault: "must be a list of account ids" },
    ),
  },
  "configuration-unsupported": {
    when: "A setting of the AWS provider that this package does not support and that could lead to another account or endpoint if it were ignored.",
    says: "the configuration `{key}` is not supported here, and ignoring it could mean another account or endpoint",
    remedy:
      "Express it in the AWS SDK's own environment or shared files, and give these resources an appflow.Provider of their own",
    example: exemplify({ action: "reading the connection's settings" }, { key: "aws:customCaBundle" }),
  },
  "provider-foreign": {
    when: "The `provider` option names a provider of another package; Pulumi would send the resource to that plugin.",
    says: "the `provider` option is of the package {package}",
    remedy: "Give an `appflow.Provider`, or leave `provider` out",
    example: exemplify({ action: "declaring the ConnectorRegistration crm" }, { package: "aws" }),
  },
  "provider-credentials": {
    when: "An appflow.Provider would need credentials that are secrets: static keys or a web identity token, its own or of the stack's configuration. They would stand in its state.",
    says: "its credentials would be keys or a token in clear, and these would stand in the state",
    remedy: "Give the appflow.Provider a `profile` or a `webIdentityTokenFile`, or take the keys from the environment",
    example: exemplify({ action: "declaring the appflow.Provider ireland" }),
  },
  "import-unsupported": {
    when: "The `import` option. The engine hands a dynamic provider nothing to import with.",
    says: "the `import` option can't work for a dynamic provider",
    remedy: "Use `adopt: true` to take the registration over, and remove `adopt` after the next `pulumi up`",
    example: exemplify({ action: "declaring the ConnectorRegistration crm" }),
  },
  "protocol-newer": {
    when: "The state was written by a newer version of this package.",
    says: "the state names protocol {protocol}, and this version of pulumi-appflow-connector serves up to {newest}",
    remedy: "Update the package: npm install pulumi-appflow-connector@latest",
    example: exemplify({ action: "reading the state of an AppFlow connector" }, { protocol: "2", newest: "1" }),
  },

  // What preview or an operation observes in the account.
  "label-taken": {
    when: "The label belongs to a registration that this resource does not manage: another program's, one that a killed run left behind, or, under `--replace` and after `pulumi state taint`, the resource's own.",
    says: "the label is taken by {owner}{similarLabels}",
    remedy: "{waysOut}",
    example: exemplify(PREVIEWING, {
      owner: OWNER,
      similarLabels: "; labels like it: crm-2",
      waysOut:
        "Choose another label; or set `adopt: true` to take it over, also after a killed run; or if the resource was renamed in the program, give it `aliases`",
    }),
  },
  "label-replaced": {
    when: "A warning: the label is registered, and `deleteBeforeReplace: true` is stated. Preview can't tell a forced replacement, which unregisters it first, from a new resource, which meets it.",
    says: "the label is registered already: {owner}",
    remedy:
      "If it is this resource's own and its replacement is forced, it is unregistered first; otherwise choose another label, or set `adopt: true`",
    example: exemplify(PREVIEWING, { owner: OWNER }),
  },
  "function-absent": {
    when: "The function does not exist. An error where the resource waits for nothing else of the program, else a warning.",
    says: "there is no function {lambdaArn}{aside}",
    remedy: "Deploy it before it is registered, or correct its name, version or alias",
    example: exemplify(CHECKING, { lambdaArn: FUNCTION, aside: "" }),
  },
  "function-inactive": {
    when: "Lambda does not invoke the function in its present state.",
    says: "the function {lambdaArn} is {state}{aside}",
    remedy: "{remedy}",
    example: exemplify(CHECKING, {
      lambdaArn: FUNCTION,
      state: "Pending (The function is being created)",
      aside: "",
      remedy: `Run again when it is active: aws lambda wait function-active-v2 --region eu-west-1 --function-name ${FUNCTION}`,
    }),
  },
  "function-not-invocable": {
    when: "The function's resource policy does not let AppFlow invoke it for this account and region.",
    says: "AppFlow may not invoke the function {lambdaArn}: {why}{aside}",
    remedy: "Run `{command}`, or declare `{permission}` and give it to this resource's `dependsOn`",
    example: exemplify(PREVIEWING, {
      lambdaArn: FUNCTION,
      why: "it has no resource policy",
      aside: "",
      command: `aws lambda add-permission --region eu-west-1 --function-name ${FUNCTION} --statement-id appflow --action lambda:InvokeFunction --principal appflow.amazonaws.com --source-account 123456789012 --source-arn 'arn:aws:appflow:eu-west-1:123456789012:*'`,
      permission: `new aws.lambda.Permission("appflow", { action: "lambda:InvokeFunction", function: "${FUNCTION}", principal: "appflow.amazonaws.com", sourceAccount: "123456789012", sourceArn: "arn:aws:appflow:eu-west-1:123456789012:*" })`,
    }),
  },
  "function-denied": {
    when: "A statement of the function's resource policy denies AppFlow the invocation; no permission can outdo that.",
    says: "AppFlow may not invoke the function {lambdaArn}: {why}{aside}",
    remedy: "Take the statement away: `{command}`",
    example: exemplify(PREVIEWING, {
      lambdaArn: FUNCTION,
      why: 'the statement "deny" of its resource policy denies it',
      aside: "",
      command: `aws lambda remove-permission --region eu-west-1 --function-name ${FUNCTION} --statement-id deny`,
    }),
  },
  "function-newer": {
    when: "A warning, with `appflow:staleness: warn`: the function changed after AppFlow asked it last, so that AppFlow may work with an old description of the connector.",
    says: "the function {lambdaArn} changed at {lastModified}, and AppFlow asked it at {askedAt}, as far as is known",
    remedy:
      "If the connector describes itself in another way now, change `triggers`, which has AppFlow ask again; hand it the hash of the function's code, and that happens by itself",
    example: exemplify(CHECKING, {
      lambdaArn: FUNCTION,
      lastModified: "2026-02-03T10:00:00.000Z",
      askedAt: "2026-01-31T09:30:00.000Z",
    }),
  },
  "connector-answers": {
    when: "Information, with `appflow:preflightInvoke: true`: what the function answered when preview invoked it.",
    says: "its function answers, and would be registered as {as}",
    remedy: "Leave `appflow:preflightInvoke` out where preview shall not invoke it",
    example: exemplify(CHECKING, { as: "CRM 1.0 by Acme (SOURCE, DESTINATION)" }),
  },
  "connector-unfit": {
    when: "With `appflow:preflightInvoke: true`: preview invoked the function, and its answer can't be registered.",
    says: "the function {lambdaArn}, invoked as AppFlow would, {fault}{aside}",
    remedy: "Read the function's log, mend it and preview again",
    example: exemplify(CHECKING, {
      lambdaArn: FUNCTION,
      fault: "answered AccessDenied: no access to the vault",
      aside: "",
    }),
  },
  "lookup-denied": {
    when: "A warning, once a run: IAM denies what preview needs to look things up. The run itself may well be allowed.",
    says: "the caller lacks {actions}, so preview can't check {what}",
    remedy: "Allow {actions} to see such conflicts in preview",
    example: exemplify(CHECKING, {
      actions: "appflow:ListConnectors, lambda:GetPolicy",
      what: "whether labels are taken; whether AppFlow may invoke functions",
    }),
  },
  "lookup-unavailable": {
    when: "A warning, once a run: a look-up of preview failed in a way that the run itself need not meet.",
    says: "preview could not check {what}: {why}",
    remedy: "Preview again; `pulumi up` looks for itself before it writes",
    example: exemplify(CHECKING, {
      what: "whether AppFlow may invoke functions",
      why: "GetPolicy: TimeoutError: no answer within 40000 ms",
    }),
  },
  "lookup-timed-out": {
    when: "A warning, once a run: preview spends at most 30 s on looking things up.",
    says: "preview stopped looking after {seconds} s; not checked: {labels}, and whatever came later",
    remedy: "Preview again; `pulumi up` looks for itself before it writes",
    example: exemplify(CHECKING, { seconds: "30", labels: '"crm", "erp"' }),
  },
  "dependencies-unknown": {
    when: "A note, once a run: this version of Pulumi registers resources in another way than this package knows, so preview can't see what a resource waits for.",
    says: "preview can't see what resources wait for under this version of @pulumi/pulumi",
    remedy:
      "Nothing is to be done: problems of functions are warnings in this preview, and `pulumi up` checks for itself",
    example: exemplify({ action: "previewing AppFlow connectors" }),
  },
  "label-twice": {
    when: "Two resources of one program have the same label in one account and region.",
    says: "the resource {other} of this program has the same label in the same account and region",
    remedy: "Give {name} or {other} another label, or remove one of them",
    example: exemplify(CHECKING, { other: "crm", name: "crm-copy" }),
  },
  adopts: {
    when: "A warning: `adopt: true`, and the label is registered already. Says what is taken over, and what would change.",
    says: "it takes over {owner}, {changes}",
    remedy: "Leave `adopt` out if that is not meant",
    example: exemplify(PREVIEWING, { owner: OWNER, changes: "and changes its function" }),
  },
  "handed-over": {
    when: "A note: the resource goes, and its registration is one that a resource of the program has, as when it was renamed without `aliases` and the new one adopted it. It stays registered.",
    says: "a resource of the program has this registration, so it stays",
    remedy: "Nothing is to be done",
    example: exemplify(UNREGISTERING),
  },
  "registration-gone": {
    when: "The registration was removed behind Pulumi's back.",
    says: "the registration no longer exists",
    remedy: "Run `pulumi up --refresh`, which creates it again",
    example: exemplify(UPDATING),
  },
  "registration-foreign": {
    when: "The registration was removed and registered again by somebody else since the last run. It is neither changed nor unregistered.",
    says: "the registration was made anew at {registeredAt} by {registeredBy}; the state's is of {recordedAt}",
    remedy:
      "If it is yours, run `pulumi refresh`, look at what changed, then repeat; if it is not, run `pulumi state delete` on this resource, which leaves the registration as it is",
    example: exemplify(UNREGISTERING, {
      registeredAt: "2026-02-03T10:00:00.000Z",
      registeredBy: "arn:aws:iam::123456789012:user/eve",
      recordedAt: "2026-01-31T09:30:00.000Z",
    }),
  },
  "registration-absent": {
    when: "A lookup of a label that is not registered.",
    says: "no custom connector is registered under this label",
    remedy: "Check the label, the region and the account",
    example: exemplify({ action: "looking up", ...CRM }),
  },
  "in-use": {
    when: "The registration is to be removed, and connector profiles use it.",
    says: "connector profiles use it: {profiles}; flows may use those. It stays registered, and in the state; where a new one replaced it, as pending deletion. {service}",
    remedy:
      "Delete these profiles and their flows first; or set `forceDelete: true`, run `pulumi up`, and repeat; or, where this is the old label of a resource that has a new one, run `aws appflow unregister-connector --region {region} --connector-label '{label}' --force-delete` with credentials of this account, and repeat",
    example: exemplify(UNREGISTERING, {
      profiles: "sales, support",
      service: answer("UnregisterConnector ConflictException 409", "the connector is in use"),
    }),
  },
  "account-changed": {
    when: "The credentials lead to another account than the one in which the registration was made. Nothing is touched.",
    says: "the credentials are of account {actual}, and the registration belongs to account {recorded}",
    remedy: "Use credentials of {recorded} (aws:profile, AWS_PROFILE, an appflow.Provider)",
    example: exemplify(READING, { actual: "210987654321", recorded: ACCOUNT }),
  },
  "account-unknown": {
    when: "A registration that was made and could never be looked at afterwards, so that the state does not say in which account it is.",
    says: "the state does not say which account it is in; the credentials are of {actual}",
    remedy:
      "Run `pulumi up` with the credentials that made it, or, if it was never made, `pulumi state delete` the resource",
    example: exemplify({ action: "unregistering", ...LABEL }, { actual: ACCOUNT }),
  },
  "account-not-allowed": {
    when: "`allowedAccountIds` or `forbiddenAccountIds` exclude the account.",
    says: "account {actual} is excluded by {setting}",
    remedy: "Use other credentials, or change the setting",
    example: exemplify(REGISTERING, { actual: "210987654321", setting: "allowedAccountIds (123456789012)" }),
  },
  "not-confirmed": {
    when: "AppFlow accepted the change, and DescribeConnector did not show it in time.",
    says: "AppFlow accepted the call, and DescribeConnector did not show {what} within {seconds} s",
    remedy: "Run the same command again: it looks first, and does what is left to be done",
    example: exemplify(REGISTERING, { what: "the change", seconds: "30" }),
  },
  "outcome-ambiguous": {
    when: "The connection broke or the service failed in a way that leaves open whether the call had its effect, and looking did not settle it.",
    says: "whether the call had its effect could not be settled. {service}",
    remedy:
      "Run `pulumi up` again (or `pulumi destroy`, if that was it): it looks first, and does what is left to be done",
    example: exemplify(REGISTERING, { service: "RegisterConnector: ECONNRESET: socket hang up" }),
  },
  "registration-unsettled": {
    when: "An earlier run never saw what it registered, if it did, and what has the label now may be the resource's own or somebody else's: it is not what was asked for, or of another time. Nothing is touched.",
    says: "a run that began at {since} never saw the connector registered, and whether {owner} is what it made can't be told",
    remedy:
      "If it is yours, set `adopt: true` and run `pulumi up`, or, where it is to go, run `aws appflow unregister-connector --region {region} --connector-label '{label}'` with credentials of this account, and repeat; if it is somebody else's, run `pulumi state delete` on this resource",
    example: exemplify(UNREGISTERING, { since: "2026-01-31T09:30:00.000Z", owner: OWNER }),
  },
  "registered-anew": {
    when: "A note of a refresh, or of an update with `adopt: true`: what has the label now is another registration than the state's. Somebody unregistered that and registered the label anew.",
    says: "it is another registration than the one in the state: registered at {registeredAt} by {registeredBy}, and the state's at {recordedAt}. From now on the state has this one",
    remedy: "If it is not yours, run `pulumi state delete` on this resource, which leaves the registration as it is",
    example: exemplify(READING, {
      registeredAt: "2026-02-03T10:00:00.000Z",
      registeredBy: "arn:aws:iam::123456789012:user/eve",
      recordedAt: "2026-01-31T09:30:00.000Z",
    }),
  },
  "operation-timed-out": {
    when: "An operation on one resource has had its time, with all its calls, attempts and waits; it makes no further call.",
    says: "it is not done after {minutes} minutes",
    remedy: "Run the same command again, with a smaller `--parallel` where many calls wait for each other",
    example: exemplify(REGISTERING, { minutes: "15" }),
  },
  "permission-spreading": {
    when: "A note, once a run: AppFlow refused a write for want of a permission, and nothing that can be looked at lacks one. It may have been granted a moment ago, and IAM and Lambda are eventually consistent.",
    says: "AppFlow says that a permission is missing, and the function's policy has what it needs, as far as can be seen",
    remedy:
      "Nothing is to be done: a fresh permission may take a while to reach AppFlow, so the write is repeated for up to {seconds} s",
    example: exemplify({ action: "registering AppFlow connectors", region: "eu-west-1" }, { seconds: "60" }),
  },

  // Answers of a service, and calls that get none.
  "access-denied": {
    when: "IAM denies the caller an operation.",
    says: "{service}",
    remedy: "Allow the caller {action}",
    example: exemplify(READING, {
      service: answer("DescribeConnector AccessDeniedException 403", "not authorized"),
      action: "appflow:DescribeConnector",
    }),
  },
  "registration-denied": {
    when: "AccessDeniedException on registering or updating: IAM denies the caller, or the function's resource policy does not let AppFlow invoke it.",
    says: "{service}",
    remedy:
      "Allow the caller {action} and lambda:InvokeFunction, and let the principal appflow.amazonaws.com invoke the function (aws lambda add-permission)",
    example: exemplify(REGISTERING, {
      service: answer("RegisterConnector AccessDeniedException 403", "not authorized"),
      action: "appflow:RegisterConnector",
    }),
  },
  "function-not-found": {
    when: "ResourceNotFoundException on registering or updating: the function does not exist, or the registration vanished.",
    says: "{service}",
    remedy:
      "Deploy the function before it is registered, in this region, and check its ARN; if it is the registration that is gone, run `pulumi up --refresh`",
    example: exemplify(REGISTERING, {
      service: answer("RegisterConnector ResourceNotFoundException 404", "the function does not exist"),
    }),
  },
  rejected: {
    when: "ValidationException: AppFlow rejects a value.",
    says: "{service}",
    remedy: "Correct the value that AppFlow names",
    example: exemplify(REGISTERING, {
      service: answer("RegisterConnector ValidationException 400", "the service's own words"),
    }),
  },
  "label-conflict": {
    when: "ConflictException: somebody registered the label at this very moment, or the client token was used with other parameters.",
    says: "{service}",
    remedy:
      "Run `pulumi preview`, which says who holds the label; remove `clientToken` if you state one that was used before",
    example: exemplify(REGISTERING, {
      service: answer("RegisterConnector ConflictException 409", "already registered"),
    }),
  },
  "update-conflict": {
    when: "ConflictException on an update: somebody changes the registration at this very moment.",
    says: "{service}",
    remedy: RUN_AGAIN,
    example: exemplify(UPDATING, {
      service: answer("UpdateConnectorRegistration ConflictException 409", "it is being changed"),
    }),
  },
  "quota-exceeded": {
    when: "ServiceQuotaExceededException: the account has as many custom connectors as it may.",
    says: "{count}{service}",
    remedy:
      "Unregister connectors that nobody uses (`aws appflow list-connectors`), or ask for more: Service Quotas, Amazon AppFlow, or `aws service-quotas request-service-quota-increase --service-code appflow`",
    example: exemplify(REGISTERING, {
      count: "custom connectors in this account and region: 100. ",
      service: answer("RegisterConnector ServiceQuotaExceededException 402", "too many connectors"),
    }),
  },
  throttled: {
    when: "ThrottlingException, after all attempts.",
    says: "{service}",
    remedy: "Run again, with a smaller `--parallel` or a larger `appflow:maxAttempts`",
    example: exemplify(REGISTERING, {
      service: answer("RegisterConnector ThrottlingException 429", "Rate exceeded"),
    }),
  },
  "service-failed": {
    when: "InternalServerException or another answer of status 5xx, after all attempts.",
    says: "{service}",
    remedy: RUN_AGAIN,
    example: exemplify(REGISTERING, {
      service: answer("RegisterConnector InternalServerException 500", "internal error"),
    }),
  },
  "connector-failed": {
    when: "ConnectorServerException: the connector's function crashed, took longer than 10 s or gave no valid answer.",
    says: "{service}",
    remedy: "Read the function's log (CloudWatch, or the embedded AppFlow's terminal), mend it and run again",
    example: exemplify(REGISTERING, {
      service: answer(
        "RegisterConnector ConnectorServerException 400",
        "Error while communicating to connector: Got error from connector. No valid response and error details found in the connector response.",
      ),
    }),
  },
  "connector-authentication": {
    when: "ConnectorAuthenticationException: the connector's function refuses credentials.",
    says: "{service}",
    remedy:
      "Check what the function needs to answer DescribeConnectorConfiguration; registering should need no credentials",
    example: exemplify(REGISTERING, {
      service: answer(
        "RegisterConnector ConnectorAuthenticationException 401",
        "the connector refuses the credentials",
      ),
    }),
  },
  "credentials-missing": {
    when: "The AWS SDK finds no credentials.",
    says: "no AWS credentials were found. {service}",
    remedy: "Run `aws sso login` or `aws configure`, set AWS_PROFILE, or set aws:profile in the stack's configuration",
    example: exemplify(CONNECTING, {
      service: "DescribeConnector: CredentialsProviderError: Could not load credentials from any providers",
    }),
  },
  "credentials-refused": {
    when: "AWS does not accept the credentials: expired, unknown, or the clock is wrong.",
    says: "AWS does not accept the credentials. {service}",
    remedy: "Renew them (`aws sso login`, a new session token) and check this machine's clock",
    example: exemplify(CONNECTING, {
      service: answer("DescribeConnector ExpiredTokenException 403", "the security token is expired"),
    }),
  },
  "role-refused": {
    when: "STS does not let the caller assume the role that the configuration or the appflow.Provider names.",
    says: "the role could not be assumed. {service}",
    remedy: "Name the caller in the role's trust policy, and allow the caller {action}",
    example: exemplify(
      { action: "assuming the role" },
      {
        service: answer("AssumeRole AccessDenied 403", "not authorized to perform sts:AssumeRole"),
        action: "sts:AssumeRole",
      },
    ),
  },
  "endpoint-unreachable": {
    when: "The endpoint can't be reached.",
    says: "the endpoint could not be reached. {service}",
    remedy: "Check the region's name, the network and AWS_ENDPOINT_URL",
    example: exemplify(CONNECTING, {
      service: "DescribeConnector: ENOTFOUND: getaddrinfo ENOTFOUND appflow.eu-wets-1.amazonaws.com",
    }),
  },
  "connection-lost": {
    when: "The connection broke before the answer was there.",
    says: "the connection broke. {service}",
    remedy: RUN_AGAIN,
    example: exemplify(REGISTERING, { service: "DescribeConnector: ECONNRESET: socket hang up" }),
  },
  "timed-out": {
    when: "No answer within the time limit.",
    says: "there was no answer in time. {service}",
    remedy: RUN_AGAIN,
    example: exemplify(REGISTERING, {
      service: "RegisterConnector: TimeoutError: no answer within 40000 ms",
    }),
  },
  "answer-unreadable": {
    when: "An answer that is not AppFlow's, as from a proxy.",
    says: "the answer can't be read as AppFlow's. {service}",
    remedy: "Check AWS_ENDPOINT_URL and any proxy on the way, then run again",
    example: exemplify(REGISTERING, {
      service: answer("DescribeConnector SyntaxError 502", "Unexpected token '<'"),
    }),
  },
  "request-not-sent": {
    when: "A call that never left this machine: a module that can't be loaded, a request that can't be built or signed.",
    says: "the request could not be sent, so nothing was changed. {service}",
    remedy: "Correct what it names; where a module is missing, install the packages again (npm install)",
    example: exemplify(CONNECTING, {
      service: "DescribeConnector: MODULE_NOT_FOUND: Cannot find module '@aws-sdk/client-appflow'",
    }),
  },
  "service-error": {
    when: "An answer that none of the other entries covers.",
    says: "{service}",
    remedy: "Look the exception up in the service's API reference, then run again",
    example: exemplify(REGISTERING, {
      service: answer("RegisterConnector UnheardOfException 418", "I'm a teapot"),
    }),
  },
  "internal-error": {
    when: "A defect of this package.",
    says: "this package has a defect: {fault}",
    remedy: REPORT,
    example: exemplify({ action: "managing an AppFlow connector" }, { fault: "TypeError: the account is not a text" }),
  },
} as const satisfies Record<string, Entry>;

export type Code = keyof typeof DIAGNOSTICS;
