import { BANK, credentialBodies, institutionBody, pageOf } from '../bodies.ts';
import { NOT_FOUND, PAGES, type Route, route, V1 } from './route.ts';

export const institutionRoutes: readonly Route[] = [
  route('GET', '/institutions', [V1], [...PAGES, 'name'], ({ query }) => {
    const isNamed = 'frugal bank'.includes((query.get('name') ?? '').toLowerCase());
    return {
      status: 200,
      body: pageOf('institutions', isNamed ? [institutionBody] : [], query, 100),
    };
  }),
  route('GET', '/institutions/:', [V1], [], ({ parts: [code] }) =>
    code === BANK.code ? { status: 200, body: { institution: institutionBody } } : NOT_FOUND,
  ),
  route('GET', '/institutions/:/credentials', [V1], PAGES, ({ parts: [code], query }) =>
    code === BANK.code
      ? { status: 200, body: pageOf('credentials', credentialBodies, query) }
      : NOT_FOUND,
  ),
];
