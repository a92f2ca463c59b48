import { GraphQLError, type OperationTypeNode } from 'graphql';

/** What Yoga can write one answer as, and what a stream of them. */
const ANSWERS = [
  'application/graphql-response+json',
  'application/json',
  'text/event-stream',
  'multipart/mixed',
];
const STREAMS = ['text/event-stream'];

/**
 * Why an operation is refused for the Accept header of its request; undefined when it is not, or
 * came without one. Yoga looks at the header once it has a result: a mutation has run by then, and a
 * stream that it cannot write is left open for ever.
 */
export function acceptProblem(
  accept: string | null | undefined,
  type: OperationTypeNode,
): GraphQLError | undefined {
  const isStream = type === 'subscription';
  if (!accept || (isStream ? STREAMS : ANSWERS).some((each) => takes(accept, each))) {
    return undefined;
  }
  const message = isStream
    ? 'A subscription is answered as text/event-stream, or over WebSocket.'
    : 'Accept must allow application/json or application/graphql-response+json.';
  return new GraphQLError(message, {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 406 } },
  });
}

/** As Yoga reads the header: weights count for nothing, and no charset but UTF-8 will do. */
function takes(accept: string, type: string): boolean {
  const [kind, form] = type.split('/');
  return accept
    .toLowerCase()
    .replace(/\s/g, '')
    .split(',')
    .some((each) => {
      const [range = '', ...params] = each.split(';');
      const charset = params.find((param) => param.includes('charset=')) ?? 'charset=utf-8';
      const [askedKind, askedForm] = range.split('/');
      return (
        charset === 'charset=utf-8' &&
        (askedKind === '*' || askedKind === kind) &&
        (askedForm === '*' || askedForm === form)
      );
    });
}
