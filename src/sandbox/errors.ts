/** A request that the sandbox rejects, with the status that MX documents for the case. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  /** The machine-readable type, if MX has one. */
  readonly type: string | undefined;

  constructor(status: number, message: string, type?: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

export function badRequest(message: string): HttpError {
  return new HttpError(400, message);
}

export function notFound(what: string): HttpError {
  return new HttpError(404, `${what} not found.`);
}

export function conflict(message: string): HttpError {
  return new HttpError(409, message);
}

export function unprocessable(message: string): HttpError {
  return new HttpError(422, message);
}

/** The error body of the Platform API. */
export function errorBody(status: number, message: string, type = 'error') {
  return { error: { message, status, type } };
}
