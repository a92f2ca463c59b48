import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Block, blocksOf, isOperation, pages, root } from '../support/pages.ts';
import { type Claim, claims } from './claims.ts';

const executable = new Set(['sh', 'js', 'jsx', 'ts', 'json', 'graphql']);
/** `test/docs/operations.test.ts` executes each operation on each page. */
const blocks = pages
  .flatMap(blocksOf)
  .filter(({ language }) => executable.has(language))
  .filter(({ language, code }) => language !== 'graphql' || !isOperation(code));

const isClaimedBy = ({ page, language, code }: Block, claim: Claim) =>
  page === claim.page && language === claim.language && code.startsWith(claim.starts ?? '');

test('each block of code on each page is executed by a test, or has a reason why not', () => {
  const unclaimed = blocks.filter((block) => claims.every((claim) => !isClaimedBy(block, claim)));
  expect(unclaimed.map(({ page, line, language }) => `${page}:${line} ${language}`)).toEqual([]);
});

test.for(claims)(
  'the claim for $language on $page fits a block, and its test reads the page',
  (claim) => {
    expect(blocks.some((block) => isClaimedBy(block, claim))).toBe(true);
    if (!('test' in claim)) return;
    const file = join(root, claim.test);
    expect(existsSync(file)).toBe(true);
    expect(sourceOf(file).toLowerCase()).toContain(
      claim.page.split('/').at(-1)?.toLowerCase().replace('.md', ''),
    );
  },
);

/** The text of a test, and of the helper that runs the snippets of clients. */
function sourceOf(file: string): string {
  const text = readFileSync(file, 'utf8');
  const helper = text.includes('support/snippets.ts') ? 'test/support/snippets.ts' : undefined;
  return helper === undefined ? text : text + readFileSync(join(root, helper), 'utf8');
}
