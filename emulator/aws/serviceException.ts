import model from "./model.json";

interface Details {
  /** HTTP status. Default: the one that AWS documents for the type. */
  status?: number | undefined;
  headers?: Record<string, string> | undefined;
}

/** What a service answers instead of a result: an AWS error type, its HTTP status and a message. */
export class ServiceException extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(
    readonly type: string,
    message: string,
    { status = statusOf(type), headers = {} }: Details = {},
  ) {
    super(message);
    this.name = type;
    this.status = status;
    this.headers = headers;
  }
}

/** Ends a call with an AWS error. */
export function refuse(type: string, message: string): never {
  throw new ServiceException(type, message);
}

/** HTTP status of errors that every AWS service answers with and AppFlow's model leaves out, other than 400. */
const COMMON_STATUS: Record<string, number> = {
  MissingAuthenticationTokenException: 403,
  InvalidSignatureException: 403,
  UnrecognizedClientException: 403,
  InvalidClientTokenId: 403,
  ExpiredTokenException: 403,
  ExpiredToken: 403,
  UnknownOperationException: 404,
  RequestEntityTooLargeException: 413,
  TooManyRequestsException: 429,
  ResourceConflictException: 409,
  ServiceUnavailableException: 503,
};

/** AppFlow's model first, then the errors that all services share; 400 for any other. */
function statusOf(type: string): number {
  const shape: object | undefined = (model.shapes as Record<string, object>)[type];
  if (shape && "httpStatus" in shape) return shape.httpStatus as number;
  return COMMON_STATUS[type] ?? 400;
}
