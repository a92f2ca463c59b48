import { malformedRequest, type Refusal } from '../operation/refusal.ts';

/**
 * The reason why a GET cannot become an operation; undefined if it can. Yoga parses these two
 * parameters itself, and reports text that is not JSON as an internal failure.
 */
export function checkQueryString(url: string | undefined): Refusal | undefined {
  const start = url?.indexOf('?') ?? -1;
  const params = new URLSearchParams(start === -1 ? '' : url?.slice(start));
  const name = ['variables', 'extensions'].find((each) => !isJson(params.get(each)));
  return name === undefined ? undefined : malformedRequest(`${name} is not JSON.`);
}

/** An absent or empty parameter counts as valid: the operation runs without it. */
function isJson(text: string | null): boolean {
  if (text === null || text === '') return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
