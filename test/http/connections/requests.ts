import { requestText } from '../../support/raw-http.ts';

export const get = (at = 0) => requestText(`GET /graphql?at=${at}`);

export const many = (count: number) => Array.from({ length: count }, (_, at) => get(at)).join('');
