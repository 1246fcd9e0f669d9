import model from "./model.json";

/** What a service answers instead of a result: an AWS error type, its HTTP status and its words. */
export class ServiceException extends Error {
  constructor(
    readonly type: string,
    message: string,
    readonly status: number,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
    this.name = type;
  }
}

/** HTTP status of errors that every AWS service answers with and AppFlow's model leaves out. */
const COMMON_STATUS: Record<string, number> = {
  SerializationException: 400,
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
  InvalidParameterValueException: 400,
  ServiceUnavailableException: 503,
};

/** The status AWS documents for an error type: AppFlow's model first, then the errors all services share; 400 for any other. */
export function statusOf(type: string): number {
  const shape: object | undefined = (model.shapes as Record<string, object>)[type];
  if (shape && "httpStatus" in shape) return shape.httpStatus as number;
  return COMMON_STATUS[type] ?? 400;
}

export function exception(type: string, message: string): ServiceException {
  return new ServiceException(type, message, statusOf(type));
}
