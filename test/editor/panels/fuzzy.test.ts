/** Fuzzy search: what it finds, and in what order. */
import { assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzySearch, pieces } from '../../../editor/panels/fuzzy.ts';
import { matchWord } from '../../../editor/panels/fuzzy-match.ts';

const titles = [
  'Load checkpoint',
  'Load image',
  'Save image',
  'Decode latent',
  'Denoise',
  'Empty latent',
  'Encode text',
  'Encode image',
  'Resize image',
  'Add text',
];
const find = (query: string): string[] => fuzzySearch(query, titles, (text) => [{ text }]).map(({ item }) => item);

describe('fuzzy search', () => {
  it('keeps all items in order for an empty query', () => {
    expect(find('')).toEqual(titles);
    expect(find('   ')).toEqual(titles);
  });

  it('ranks whole words first', () => {
    expect(find('den')[0]).toBe('Denoise');
    expect(find('latent')).toEqual(expect.arrayContaining(['Decode latent', 'Empty latent']));
    expect(find('image')[0]).toMatch(/image$/);
  });

  it('matches initials', () => {
    expect(find('lc')[0]).toBe('Load checkpoint');
    expect(find('et')[0]).toBe('Encode text');
    expect(find('ri')[0]).toBe('Resize image');
  });

  it('matches words in any order', () => {
    expect(find('image load')[0]).toBe('Load image');
    expect(find('text enc')).toEqual(['Encode text']);
  });

  it('finds nothing if letters are missing', () => {
    expect(find('loadx')).toEqual([]);
    expect(find('image zebra')).toEqual([]);
  });

  it('weights texts, and matches scattered letters only in the first text', () => {
    const items = [
      { title: 'Schedule', about: 'How the noise falls' },
      { title: 'Noise', about: '' },
    ];
    const search = (query: string): string[] =>
      fuzzySearch(query, items, ({ title, about }) => [
        { text: title, weight: 2 },
        { text: about, weight: 0.5 },
      ]).map(({ item }) => item.title);
    expect(search('noise')).toEqual(['Noise', 'Schedule']);
    expect(search('hnf')).toEqual([]);
  });

  it('starts words at capital letters', () => {
    expect(matchWord('ci', 'cannyImage')?.indices).toEqual([0, 5]);
    expect(matchWord('éc', 'Écran')?.indices).toEqual([0, 1]);
  });

  it('reports the indices of the found letters, ascending', () => {
    assert(
      property(string({ maxLength: 8 }), constantFrom(...titles), (query, text) => {
        const match = matchWord(query, text);
        if (!match) return;
        const found = match.indices.map((index) => text[index]?.toLowerCase()).join('');
        expect(found).toBe(query.toLowerCase());
        expect([...match.indices].toSorted((a, b) => a - b)).toEqual(match.indices);
      }),
    );
  });

  it('finds every text by its whole and by its first letters', () => {
    assert(
      property(constantFrom(...titles), constantFrom(1, 2, 3, 4, 5), (text, length) => {
        expect(find(text)[0]).toBe(text);
        expect(find(text.slice(0, length))).toContain(text);
      }),
    );
  });

  it('splits a text into pieces without losing any of it', () => {
    assert(
      property(string(), string({ maxLength: 3 }), (text, query) => {
        expect(
          pieces(text, matchWord(query, text)?.indices ?? [])
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
    expect(pieces('Denoise', [0, 1])).toEqual([
      { text: 'De', found: true },
      { text: 'noise', found: false },
    ]);
  });
});
