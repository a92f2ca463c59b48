import { malformedRequest, type Refusal } from '../operation/refusal.ts';

/**
 * Why a GET cannot become an operation; undefined when it can. Yoga parses these two parameters
 * itself, and takes text that is not JSON for a failure of its own.
 */
export function checkQueryString(url: string | undefined): Refusal | undefined {
  const start = url?.indexOf('?') ?? -1;
  const params = new URLSearchParams(start === -1 ? '' : url?.slice(start));
  const name = ['variables', 'extensions'].find((each) => !isJson(params.get(each)));
  return name === undefined ? undefined : malformedRequest(`${name} is not JSON.`);
}

/** What is absent or empty counts as not given. */
function isJson(text: string | null): boolean {
  if (text === null || text === '') return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
