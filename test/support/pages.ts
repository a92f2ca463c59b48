import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isExecutableDefinitionNode, parse } from 'graphql';

/** The folder of the project, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every Markdown page of the project, from its root. */
export const pages: readonly string[] = globSync('**/*.md', {
  cwd: root,
  exclude: (path) => /(?:^|\/)(?:node_modules|dist|coverage)$/.test(path),
}).toSorted();

export const readPage = (page: string): string => readFileSync(`${root}${page}`, 'utf8');

/** A fenced block of code. */
export interface Block {
  readonly page: string;
  /** The line of its first line of code, counted from 1. */
  readonly line: number;
  /** An empty text if the fence names none. */
  readonly language: string;
  readonly code: string;
}

export function blocksOf(page: string): readonly Block[] {
  const text = readPage(page);
  return [...text.matchAll(/^```([a-z]*)\n([^]*?)^```$/gm)].map(
    ({ index, 1: language = '', 2: code = '' }) => {
      const line = text.slice(0, index).split('\n').length + 1;
      return { page, line, language, code };
    },
  );
}

/** False for a block of GraphQL that defines types. */
export function isOperation(code: string): boolean {
  return parse(code).definitions.every(isExecutableDefinitionNode);
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  const text = withoutCode(readPage(page));
  for (const [, heading = ''] of text.matchAll(/^#{1,6} (.*)$/gm)) {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = plain.replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** The targets of a page's links and pictures that lead to a place in the project. */
export function linksOf(page: string): readonly string[] {
  const text = withoutCode(readPage(page)).replaceAll(/`[^`\n]*`/g, '``');
  return [...text.matchAll(/\]\(<?([^)\s>]+)>?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

const withoutCode = (text: string) => text.replaceAll(/^```[^]*?^```$/gm, '');
