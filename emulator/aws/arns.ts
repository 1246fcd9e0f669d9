/** Partitions by the beginning of a region's name; every other region is in `aws`. */
const PARTITIONS: readonly [prefix: string, partition: string][] = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
];

export function partitionOf(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "aws";
}

export interface FunctionArn {
  region: string;
  accountId: string;
  name: string;
  /** A version or an alias. */
  qualifier?: string;
}

const FUNCTION_ARN =
  /^arn:(?:aws|aws-cn|aws-us-gov):lambda:(?<region>[a-z0-9-]+):(?<accountId>\d{12}):function:(?<name>[a-zA-Z0-9_-]{1,64})(?::(?<qualifier>[a-zA-Z0-9$_-]{1,128}))?$/;

/** The parts of a Lambda function's ARN; undefined for anything else. */
export function parseFunctionArn(arn: string): FunctionArn | undefined {
  return FUNCTION_ARN.exec(arn)?.groups as FunctionArn | undefined;
}

/** A choice: AWS documents no format for connector ARNs beyond the general one. */
export function connectorArn(region: string, accountId: string, label: string): string {
  return `arn:${partitionOf(region)}:appflow:${region}:${accountId}:connector/${label}`;
}

export function profileArn(region: string, accountId: string, name: string): string {
  return `arn:${partitionOf(region)}:appflow:${region}:${accountId}:connectorprofile/${name}`;
}
