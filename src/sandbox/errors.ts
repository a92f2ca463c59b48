/** A request that the sandbox turns down, with the status that MX documents for the case. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** For machines, where MX has one. */
  readonly type: string | undefined;

  constructor(status: number, message: string, type?: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

export function badRequest(message: string): Refusal {
  return new Refusal(400, message);
}

export function notFound(what: string): Refusal {
  return new Refusal(404, `${what} not found.`);
}

export function conflict(message: string): Refusal {
  return new Refusal(409, message);
}

export function unprocessable(message: string): Refusal {
  return new Refusal(422, message);
}

/** The error body of the Platform API. */
export function errorBody(status: number, message: string, type = 'error') {
  return { error: { message, status, type } };
}
