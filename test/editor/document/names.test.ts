/** Free ids, taken names, and equality of JSON values. */
import { describe, expect, it } from 'vitest';
import { sameJson } from '../../../editor/document/json.ts';
import { freshId, idMaker, isReserved } from '../../../editor/document/naming/ids.ts';
import { isTaken, markRestored } from '../../../editor/document/naming/taken-names.ts';
import { small } from './support.ts';

describe('free ids', () => {
  it.each([
    ['denoise', [], 'denoise'],
    ['denoise', ['denoise'], 'denoise-2'],
    ['denoise-2', ['denoise', 'denoise-2'], 'denoise-3'],
    ['Text to image!', [], 'Text-to-image'],
    ['constructor', [], 'node'],
    ['狐狸', [], 'node'],
  ] as readonly (readonly [string, readonly string[], string])[])('of %j with %j taken: %s', (wanted, taken, id) => {
    expect(freshId(wanted, (each) => taken.includes(each))).toBe(id);
  });

  it('are unlike the existing and the earlier ones', () => {
    const next = idMaker(['a']);
    expect([next('a'), next('a'), next('b')]).toEqual(['a-2', 'a-3', 'b']);
  });

  it('avoid names inherited from Object.prototype', () => {
    expect(['toString', '__proto__', 'prototype', 'a'].map(isReserved)).toEqual([true, true, true, false]);
  });
});

describe('a name is taken', () => {
  const none = { deleted: new Set<string>(), workflows: [], patches: [] };
  const path = ['nodes', 'a'];

  it('by an item of a workflow', () => {
    expect(isTaken(['nodes', 'save'], { ...none, workflows: [small] })).toBe(true);
    expect(isTaken(path, { ...none, workflows: [small] })).toBe(false);
  });

  it('by a deleted item', () => {
    expect(isTaken(path, { ...none, deleted: new Set(['nodes/a']) })).toBe(true);
  });

  it.each([
    ['the item', [{ path: ['nodes', 'a'] }], true],
    ['a field of the item', [{ path: ['nodes', 'a', 'title'], value: 'A' }], true],
    ['a value that contains the item', [{ path: ['nodes'], value: { a: { type: 'x' } } }], true],
    ['a value without the item', [{ path: ['nodes'], value: { b: { type: 'x' } } }], false],
    ['another item', [{ path: ['nodes', 'b'], value: { type: 'x' } }], false],
  ])('by a patch that changes %s: %#', (_what, patch, expected) => {
    expect(isTaken(path, { ...none, patches: [patch] })).toBe(expected);
  });

  it('and its creation is then a restoration', () => {
    const patch = ['a', 'b'].map((id) => ({ path: ['nodes', id], value: { type: 'x' }, create: true as const }));
    expect(markRestored(patch, (each) => each[1] === 'a').map(({ create }) => create)).toEqual(['again', true]);
  });
});

describe('JSON values', () => {
  it.each([
    [{ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }, true],
    [{ a: 1, b: undefined }, { a: 1 }, true],
    [{ a: undefined }, { b: undefined }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [[1, 2], [2, 1], false],
    [[], {}, false],
    [null, {}, false],
    ['1', 1, false],
  ])('%j and %j are equal: %s', (a, b, expected) => {
    expect(sameJson(a, b)).toBe(expected);
    expect(sameJson(b, a)).toBe(expected);
  });
});
