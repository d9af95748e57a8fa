/** The way from a prompt to the PNG that docs/architecture.md leads along: twelve files, each of which reaches the next. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { readSource, ROOT, type SourceFile } from './files.ts';

const PAGE = 'docs/architecture.md';
const SECTION = '## From a prompt to the PNG in twelve links';
/** How many imports may lie between a file and the next, such as an index or a registry. */
const HOPS = 3;

const lines = readSource(join(ROOT, PAGE)).lines;
const begin = lines.indexOf(SECTION);
const rest = lines.slice(begin + 1);
const section = rest.slice(
  0,
  rest.findIndex((line) => line.startsWith('## ')),
);
const way = section.flatMap((line) => {
  const [, number, path] = /^(\d+)\. \[[^\]]+\]\(\.\.\/([^)]+)\)/.exec(line) ?? [];
  return path === undefined ? [] : [{ number: Number(number), path }];
});

it('has twelve files, in order', () => {
  expect(way.map(({ number }) => number)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  expect(way.filter(({ path }) => !existsSync(join(ROOT, path)))).toEqual([]);
});

it('each file imports, starts or names the next', () => {
  const broken = way.slice(1).flatMap(({ path }, index) => {
    const from = way[index]?.path ?? '';
    return leads(from, path) ? [] : [`${from} -> ${path}`];
  });
  expect(broken).toEqual([]);
});

/** By imports, or by the name a node type or a started file has. */
function leads(from: string, to: string): boolean {
  const text = readSource(join(ROOT, from)).lines.join('\n');
  const name = to.replace(/^.*\/|\.ts$/g, '');
  return text.includes(`'${name}'`) || text.includes(`./${name}`) || isImported(from, to);
}

function isImported(from: string, to: string): boolean {
  let level = [from];
  const seen = new Set(level);
  for (let hop = 0; hop < HOPS; hop += 1) {
    level = level.flatMap((path) => importsOf(readSource(join(ROOT, path)))).filter((path) => !seen.has(path));
    if (level.includes(to)) return true;
    for (const path of level) seen.add(path);
  }
  return false;
}

function importsOf({ folder, lines: text }: SourceFile): string[] {
  return [...text.join('\n').matchAll(/(?:from|import|new URL\(.*?)\s*\(?'(\.[^']+\.ts)'/g)]
    .map(([, target]) => join(folder, target ?? ''))
    .filter((path) => existsSync(join(ROOT, path)) && dirname(path) !== '.');
}
