/** What text points to is there: links between documents, and pages of docs/ that comments cite. */
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALL, filesIn, readSource, ROOT } from './files.ts';

/** Notes that were never part of the repository. */
const OUTSIDE = /\breference\/[\w-]+\.md|\bDESIGN\b|\(reference: |\breference of decision/;
const MARKDOWN_LINK = /\]\(([^)\s]+)\)|<(?:img|source)[^>]*\ssrc(?:set)?="([^"]+)"/g;
/** A path from the root in code marks; with `{a,b}` for several, without wildcards. */
const NAMED_PATH = /`((?:engine|inference|nodes|editor|test|bench|workflows|docs)\/[\w./{},-]+)(?:#[\w-]+)?`/g;
const CITED_PAGE = /\bdocs\/([a-z]+)\.md(?:#([\w-]+))?/g;

const documents = [
  ...['README.md', 'README.zh.md', 'CONTRIBUTING.md'].map((name) => readSource(join(ROOT, name))),
  ...filesIn(['docs', 'bench', 'models'], ['md']),
];
const sources = [
  ...filesIn(ALL, ['ts', 'tsx', 'css', 'mjs', 'py', 'html']),
  ...filesIn(['models'], ['py']),
  ...['vitest.config.ts', '.ci/run', '.ci/windows'].map((name) => readSource(join(ROOT, name))),
];

/** Ids GitHub gives to headings; a heading that comes again gets a number. */
function headingsOf(path: string): ReadonlySet<string> {
  const ids = new Set<string>();
  let code = false;
  for (const line of readSource(path).lines) {
    if (line.startsWith('```')) code = !code;
    const [, heading] = /^#{1,6} (.+)$/.exec(code ? '' : line) ?? [];
    if (heading === undefined) continue;
    const id = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    let unique = id;
    for (let again = 1; ids.has(unique); again += 1) unique = `${id}-${again}`;
    ids.add(unique);
  }
  return ids;
}

/** Why a link of a document leads nowhere; undefined when it leads somewhere, or out of the repository. */
function problemOf(from: string, target: string): string | undefined {
  if (/^[a-z]+:/.test(target)) return undefined;
  const [file = '', heading] = target.split('#', 2);
  const path = join(ROOT, normalize(file === '' ? from : join(dirname(from), file)));
  if (!existsSync(path)) return `${from}: no file ${target}`;
  return heading !== undefined && path.endsWith('.md') && !headingsOf(path).has(heading)
    ? `${from}: no heading ${target}`
    : undefined;
}

/** `a/{b,c}` as `a/b` and `a/c`. */
function alternatives(path: string): string[] {
  const [whole, inside] = /\{([^}]*)\}/.exec(path) ?? [];
  return whole === undefined
    ? [path]
    : (inside ?? '').split(',').flatMap((each) => alternatives(path.replace(whole, each)));
}

describe('links', () => {
  it('of documents lead to files and headings that exist', () => {
    const wrong = documents.flatMap(({ path, lines }) =>
      [...lines.join('\n').matchAll(MARKDOWN_LINK)].flatMap(([, link, picture]) => {
        const problem = problemOf(path, link ?? picture ?? '');
        return problem === undefined ? [] : [problem];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('to docs/ in code and documents lead to pages and headings that exist', () => {
    const wrong = [...sources, ...documents].flatMap(({ path, lines }) =>
      lines.flatMap((line, index) =>
        [...line.matchAll(CITED_PAGE)].flatMap(([whole, page, heading]) => {
          const file = join(ROOT, 'docs', `${page}.md`);
          const exists = existsSync(file) && (heading === undefined || headingsOf(file).has(heading));
          return exists ? [] : [`${path}:${index + 1}: ${whole}`];
        }),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('paths that documents name exist', () => {
    const wrong = documents
      .filter(({ path }) => !path.startsWith('models/'))
      .flatMap(({ path, lines }) =>
        [...lines.join('\n').matchAll(NAMED_PATH)]
          .flatMap(([, named]) => alternatives(named ?? ''))
          .filter((named) => !existsSync(join(ROOT, named)))
          .map((named) => `${path}: ${named}`),
      );
    expect(wrong).toEqual([]);
  });

  it.each(['README.md', 'README.zh.md'])('%s names every page of docs/', (name) => {
    const readme = documents.find(({ path }) => path === name)?.lines.join('\n') ?? '';
    const pages = documents.map(({ path }) => path).filter((path) => path.startsWith('docs/'));
    expect(pages.filter((page) => !readme.includes(`(${page})`))).toEqual([]);
  });
});

it('nothing cites documents that are not in the repository', () => {
  const citing = [...sources, ...documents]
    .filter(({ path }) => path !== 'test/house/citations.test.ts')
    .flatMap(({ path, lines }) => lines.flatMap((line, index) => (OUTSIDE.test(line) ? [`${path}:${index + 1}`] : [])));
  expect(citing).toEqual([]);
});
