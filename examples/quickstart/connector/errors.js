"use strict";
// How a failure is told to AppFlow. `code` is one of the names that AppFlow's contract knows:
// InvalidArgument, InvalidCredentials, PartialWriteFailure, ResourceNotFoundError, ServerError and a few more.

class ConnectorError extends Error {
  constructor(code, message) {
    super(message);
    this.name = "ConnectorError";
    this.code = code;
  }
}

function invalid(message) {
  return new ConnectorError("InvalidArgument", message);
}

// `retryAfterSeconds` stays null: nothing here gets better by waiting.
function failure(errorCode, errorMessage, more = {}) {
  return { isSuccess: false, errorDetails: { errorCode, errorMessage, retryAfterSeconds: null }, ...more };
}

function success(answer) {
  return { isSuccess: true, errorDetails: null, ...answer };
}

module.exports = { ConnectorError, failure, invalid, success };
