/** Lines, files and folders stay small enough to be read. The 400 lines of a file are a rule of the linter. */
import { expect, it } from 'vitest';
import { ALL, filesIn, ROOMS } from './files.ts';

const COLUMNS = 120;
const FILES_OF_A_FOLDER = 20;
const MEDIAN_LINES = 60;

/** Path data of icons is one line each. */
const DATA = ['editor/icons.ts'];

it(`no line is longer than ${COLUMNS} columns`, () => {
  const files = [...filesIn(ALL, ['ts', 'tsx', 'css', 'mjs', 'py']), ...filesIn(['models/nano/train'], ['py'])];
  const long = files
    .filter(({ path }) => !DATA.includes(path))
    .flatMap(({ path, lines }) =>
      lines.flatMap((line, index) => (Array.from(line).length > COLUMNS ? [`${path}:${index + 1}`] : [])),
    );
  expect(long).toEqual([]);
});

it(`no folder has more than ${FILES_OF_A_FOLDER} source files of its own`, () => {
  const counts = new Map<string, number>();
  for (const { folder } of filesIn(ALL, ['ts', 'tsx', 'mjs'])) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  expect([...counts].filter(([, count]) => count > FILES_OF_A_FOLDER)).toEqual([]);
});

it(`the median source file has at most ${MEDIAN_LINES} lines`, () => {
  const lengths = filesIn(ROOMS, ['ts', 'tsx']).map(({ lines }) => lines.length);
  const median = lengths.toSorted((a, b) => a - b)[Math.floor(lengths.length / 2)];
  expect(median).toBeLessThanOrEqual(MEDIAN_LINES);
});
