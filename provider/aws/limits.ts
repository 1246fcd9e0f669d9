/** Time limits in milliseconds, and numbers of attempts and of concurrent calls. */
export const LIMITS = {
  /** The SDK's default of 3 attempts gives up after about 300 ms of throttling. */
  attempts: 5,
  /**
   * Concurrent calls of AppFlow. The SDK's adaptive mode finds the rate that the service allows only while few calls are
   * under way: of 300 registrations at once at 10 calls a second, 194 failed without this limit and none with it
   * (docs/reliability.md).
   */
  calls: 32,
  /** A host that doesn't accept a connection by then is not there. */
  connect: 5_000,
  /** One attempt. RegisterConnector waits for the function, which may take 10 s and a cold start. */
  request: 40_000,
  /** One call with all its attempts and pauses: time for two attempts that hang and one that doesn't. */
  call: 120_000,
  /** After this, an operation makes no further call, whatever it has still to do. No operation needs half of it. */
  operation: 900_000,
  /** How long DescribeConnector may take to show what was written. */
  consistency: 30_000,
  /** How long DescribeConnector may take to show who owns a label, after a conflict which says that somebody does. */
  conflict: 3_000,
  /** The pauses between observations: the first one, doubled each time, and the longest. */
  consistencyPauses: [200, 5_000],
  /** The same between writes that wait for a permission. */
  permissionPauses: [1_000, 8_000],
  /** After an observation that shows nothing, how long until the second one that confirms it. */
  secondObservation: 1_000,
  /** How long a permission that was granted a moment ago may take to reach AppFlow. IAM and Lambda state no number. */
  permission: 60_000,
  /** How far this machine's clock may be from AWS's: from there on the SDK knows the difference. */
  clockSkew: 300_000,
  /** How long a preview makes lookups before it says what it has not checked. */
  preview: 30_000,
  /** How long the cause of a refused write is looked up. */
  cause: 10_000,
  /** Concurrent lookups of a preview. */
  lookups: 16,
} as const;
