/**
 * The reader of bench/quality: pictures drawn as asked are right, and others are wrong. The pictures are drawn here,
 * so no model is needed.
 */
import { describe, expect, it } from 'vitest';
import { draw } from '../../bench/quality/draw.ts';
import { judge } from '../../bench/quality/judge.ts';
import { cases } from '../../bench/quality/world.ts';
import type { Case } from '../../bench/quality/world.ts';

const few = cases.filter(({ seed }) => seed < 2);
const named = (asked: Case): string => `${asked.category} ${asked.seed}: ${asked.prompt}`;

describe('a picture drawn as asked', () => {
  it.for(few.map((asked) => [named(asked), asked] as const))('is right: %s', ([, asked]) => {
    expect(judge(asked, draw(asked.scene))).toMatchObject({ right: true });
  });
});

describe('a picture that was not edited', () => {
  it.for(few.filter(({ sources }) => sources).map((asked) => [named(asked), asked] as const))(
    'is wrong: %s',
    ([, asked]) => {
      expect(judge(asked, draw(asked.sources![0]!))).toMatchObject({ right: false });
    },
  );

  it('is as it was outside of the edit', () => {
    const asked = few.find(({ category }) => category === 'edit-recolour')!;
    const { psnr } = judge(asked, draw(asked.sources![0]!));
    expect(psnr).toBeGreaterThan(60);
  });
});

describe('an empty picture', () => {
  it.for(
    few.map((asked) => [named(asked), asked] as const).filter(([, { category }]) => !category.startsWith('edit-')),
  )('is wrong: %s', ([, asked]) => {
    expect(judge(asked, draw({ bg: ['white'], objects: [], text: null }))).toMatchObject({ right: false });
  });
});
