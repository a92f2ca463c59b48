import { expect, test, vi } from 'vitest';
import { Refused } from '../../../../src/operation/refused.ts';
import { isStream } from '../../../../src/operation/stream.ts';
import { createPartsSchema, type Held } from '../../../support/parts-schema.ts';
import { createRequest, createTestPipeline } from '../../../support/pipeline.ts';

test('a client that leaves between two parts ends its reads', async () => {
  const held: Held[] = [];
  const end = vi.fn<() => void>();
  const reads = {
    signal: () => new AbortController().signal,
    startEvent: () => {},
    startRemembered: () => {},
    end,
  };
  const startContext = () => ({ contextValue: {}, reads });
  const { pipeline } = createTestPipeline(createPartsSchema(held), { startContext });
  const readable = { result: true, stream: false, parts: 'v0.2' } as const;
  const request = createRequest('{ quick thing { ... @defer { wait } } }', { readable });
  const operation = pipeline.prepare(request);
  if (operation instanceof Refused) throw operation.refusal;
  const result = await pipeline.run(operation, request);
  if (result instanceof Refused || !isStream(result)) throw new TypeError('no parts');
  expect((await result.next()).value).toMatchObject({ hasNext: true });
  expect(held).toHaveLength(1);
  expect(end).not.toHaveBeenCalled();
  const pending = result.next();
  result.leave();
  expect(await pending).toMatchObject({ done: true });
  expect(end).toHaveBeenCalledOnce();
  held[0]?.release('late');
  expect(await result.next()).toMatchObject({ done: true });
});
