/** Names by template: fields, safety on every system, and what is refused before a batch starts. */
import { assert, constantFrom, oneof, pre, property, string } from 'fast-check';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isReservedName } from '../../../engine/graph/portable-name.ts';
import { HashTable } from '../../../engine/host/batch/names/hash-table.ts';
import { outputPlace } from '../../../engine/host/batch/names/output-place.ts';
import { checkFields, parseTemplate, renderName } from '../../../engine/host/batch/names/template.ts';

const VALUES = { index: 7, seed: '42', prompt: 'A red star, above/below\na "blue" square', empty: '', list: [1, 2] };
const render = (template: string): string => renderName(parseTemplate(template), VALUES);

describe('templates', () => {
  it.each([
    ['{index:05}/{seed}', '00007/42'],
    ['{ index }', '7'],
    ['{prompt}', 'A red star_ above_below_a _blue_ square'],
    ['{prompt:.5}-{seed:04}', 'A red-0042'],
    ['picture', 'picture'],
    ['{list}', '1_2_'],
  ])('%s becomes %s', (template, name) => {
    expect(render(template)).toBe(name);
  });

  it('knows the extension of a picture, and takes no other dot for one', () => {
    expect(parseTemplate('{seed}.webp')).toMatchObject({ extension: 'webp', text: '{seed}' });
    expect(parseTemplate('v1.5-{seed}')).toMatchObject({ extension: undefined, text: 'v1.5-{seed}' });
  });

  it.each([
    ['{seed', '"{" is no field'],
    ['seed}', '"}" is no field'],
    ['{}', '"{}" is no field'],
    ['{seed:5}', '"{seed:5}" is no field'],
    ['../{seed}', '".." is not safe'],
    ['a//{seed}', 'an empty part is not safe'],
    ['/{seed}', 'an empty part is not safe'],
    ['{seed}/', 'an empty part is not safe'],
    ['.{seed}', '".{seed}" is not safe'],
    ['a:b-{seed}', '"a:b-{seed}" is not safe'],
    ['con', '"con" is not safe'],
  ])('%s is refused: %s', (template, message) => {
    expect(() => parseTemplate(template)).toThrow(message);
  });

  it('asks only for fields that are known, and says which it may mean', () => {
    const check = (template: string) => (): void =>
      checkFields(parseTemplate(template), ['index', 'seed', 'prompt'], 'a.csv');
    expect(check('{seed}')).not.toThrow();
    expect(check('{promt}')).toThrow('a.csv: the name asks for {promt}, which is no column and no parameter. Did you');
  });

  it('has no name without the value of a field', () => {
    expect(() => render('{empty}')).toThrow('the name asks for {empty}, which has no value here');
    expect(() => render('{other}')).toThrow(RangeError);
  });

  it('never leads out of its folder, whatever the values', () => {
    const text = oneof(string({ unit: 'binary' }), constantFrom('..', '../x', 'CON', 'a/../../b', '\\', 'x. '));
    assert(
      property(text, text, (a, b) => {
        pre(a !== '' && b !== '');
        const parts = renderName(parseTemplate('{a}/x-{b}'), { a, b }).split('/');
        expect(parts).toHaveLength(2);
        for (const part of parts) {
          expect(part).toMatch(/^[^\p{Cc}<>:"|?*\\/]+(?<![ .])$/u);
          expect(part.startsWith('.') || isReservedName(part) || Buffer.byteLength(part) > 255).toBe(false);
        }
      }),
    );
  });
});

describe('--out', () => {
  it.each([
    ['out', 'out', undefined],
    ['out/{index:05}/{seed}', 'out/', '{index:05}/{seed}'],
    ['{seed}.png', './', '{seed}'],
    ['star.png', './', 'star'],
    ['../a/star.PNG', '../a/', 'star'],
    ['/tmp/x/{date}/{seed}', '/tmp/x/', '{date}/{seed}'],
    ['/star.png', '/', 'star'],
    ['v1.5', 'v1.5', undefined],
  ])('%s is the folder %s with the names %s', (given, folder, text) => {
    const place = outputPlace(given);
    expect(join(place.folder, '.')).toBe(join(folder, '.'));
    expect(place.template?.text).toBe(text);
  });
});

it('a hash table finds what was set, in 16 bytes a place', () => {
  const table = new HashTable();
  for (let i = 0; i < 5000; i++) table.set(`name ${i}`, i);
  table.set('name 7', -1);
  expect(table.size).toBe(5000);
  expect([table.get('name 4999'), table.get('name 7'), table.get('name 5000')]).toEqual([4999, -1, undefined]);
});
