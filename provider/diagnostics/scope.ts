/** What was being done, to which registration, and where. Every message begins with it. */
export interface Scope {
  /** Such as `registering`; a whole phrase, such as `listing AppFlow connectors`, where there is no label. */
  readonly action: string;
  readonly label?: string | undefined;
  readonly region?: string | undefined;
  readonly accountId?: string | undefined;
}
