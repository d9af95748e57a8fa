/** The way from a prompt to the PNG in docs/architecture.md: twelve files, each reached from an earlier one. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSource, ROOT, type SourceFile } from './files.ts';

const PAGE = 'docs/architecture.md';
const SECTION = '## From a prompt to the PNG in twelve links';
/** The list of node types that the scheduler is given. */
const NODES = 'nodes/index.ts';
/** Most imports between two files, such as an index, a registry and the entry of a process. */
const HOPS = 4;

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

it('each file is imported, started or registered by an earlier one', () => {
  const paths = way.map(({ path }) => path);
  const lost = paths.slice(1).filter((path, index) => !paths.slice(0, index + 1).some((from) => leads(from, path)));
  expect(lost).toEqual([]);
});

/** By imports; by the type of a node, when another node expands to it; or, for the scheduler, by the list of nodes. */
function leads(from: string, to: string): boolean {
  const named = readSource(join(ROOT, from)).lines.some((line) => line.includes(`'${nameOf(to)}'`));
  return named || isImported(from, to) || (from.startsWith('engine/run/') && isImported(NODES, to));
}

function nameOf(path: string): string {
  return path.replace(/^.*\/|\.ts$/g, '');
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

/** Files named in imports and in addresses of modules that are started. */
function importsOf({ folder, lines: text }: SourceFile): string[] {
  return [...text.join('\n').matchAll(/'(\.{1,2}\/[^']+\.ts)'/g)]
    .map(([, target]) => join(folder, target ?? ''))
    .filter((path) => existsSync(join(ROOT, path)));
}
