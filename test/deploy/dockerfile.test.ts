import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCopy, readStages, root } from './dockerfile.ts';

const stages = readStages();
const copies = stages.flatMap(({ instructions }) =>
  instructions.filter(({ keyword }) => keyword === 'COPY').map(({ text }) => readCopy(text)),
);

test('exactly the files that the Dockerfile copies from the project can be sent to the builder', () => {
  const ignore = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
  const sent = ignore.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  const copied = copies.filter(({ from }) => from === null).flatMap(({ sources }) => sources);
  expect(ignore).toContain('*');
  expect(copied.toSorted()).toEqual(sent.toSorted());
});

test('the image runs Node as a user without rights, who owns none of its files', () => {
  const image = stages.at(-1);
  const values = (keyword: string) =>
    image?.instructions.filter((each) => each.keyword === keyword).map(({ text }) => text);
  expect(values('USER')).toEqual(['65532:65532']);
  expect(values('RUN')).toEqual([]);
  expect(values('COPY')?.map((text) => readCopy(text).owner)).toEqual([null, null]);
  expect(values('ENTRYPOINT')).toEqual(['["/nodejs/bin/node"]']);
  expect(values('CMD')).toEqual(['["src/server.ts"]']);
});

test('all stages have the same major version of Node, which is the version of the tests', () => {
  const bases = stages.map(({ base }) => /node(?:js|:)(\d+)/.exec(base)?.[1]);
  const majors = new Set(bases.filter((major) => major !== undefined));
  expect([...majors]).toEqual([process.versions.node.split('.')[0]]);
});
