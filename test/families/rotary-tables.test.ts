// Rotary tables that steps and prompts share are those that are computed anew.
import { expect, test } from 'vitest';
import { jointRotaryTable, type RotaryConfig } from '../../inference/families/qwen-image/transformer/rope.ts';
import { RotaryTables } from '../../inference/families/qwen-image/transformer/rotary-tables.ts';
import type { TokenGrid } from '../../inference/transformer/token-grid.ts';

const grid = (height: number, width: number): TokenGrid => ({ frames: 1, height, width });
const EDIT = [grid(4, 6), grid(3, 5)];
const config: RotaryConfig = { ropeDims: [8, 12, 12], layeredRope: false };

test('prompts of other lengths and pictures of other sizes get their own', () => {
  const tables = new RotaryTables(config);
  for (const [tokens, grids] of [
    [9, EDIT],
    [5, EDIT],
    [9, EDIT],
    [7, EDIT],
    [9, [grid(6, 4), grid(3, 5)]],
    [9, EDIT.slice(0, 1)],
    [9, EDIT],
  ] as const) {
    expect(tables.joint(tokens, grids)).toEqual(jointRotaryTable(config, tokens, grids));
  }
});

test('steps of one picture share those of both prompts', () => {
  const tables = new RotaryTables(config);
  const [positive, negative] = [tables.joint(9, EDIT), tables.joint(5, EDIT)];
  expect(
    tables.joint(
      9,
      EDIT.map((each) => ({ ...each })),
    ),
  ).toBe(positive);
  expect(tables.joint(5, EDIT)).toBe(negative);
});
