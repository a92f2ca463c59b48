/** A request that the sandbox turns down, with the status that MX documents for the case. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
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
export function errorBody(message: string): { readonly error: { readonly message: string } } {
  return { error: { message } };
}
