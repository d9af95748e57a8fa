// Literals: what each kind of input takes.
import { describe, expect, it } from 'vitest';
import { checkLiteral } from '../../engine/graph/check-literal.ts';
import type { InputDefinition } from '../../engine/graph/input.ts';
import { renderIssue } from '../../engine/graph/render-issue.ts';

function check(input: InputDefinition, value: unknown): unknown {
  const checked = checkLiteral('n', 'i', input, value);
  return checked.ok ? { value: checked.value } : renderIssue(checked.issue).replace('Node "n", input "i": ', '');
}

const size: InputDefinition = { kind: 'int', min: 16, max: 64, step: 16 };
const seed: InputDefinition = { kind: 'seed' };

describe('checkLiteral', () => {
  it.each<[InputDefinition, unknown, unknown]>([
    [size, 32, { value: 32 }],
    [size, 40, '40 is not a multiple of 16; nearest: 32 or 48.'],
    [size, 80, '80 is outside 16 to 64.'],
    [size, '32', 'expected a whole number, got "32".'],
    [seed, 7, { value: '7' }],
    [seed, '18446744073709551615', { value: '18446744073709551615' }],
    [seed, '007', { value: '7' }],
    [seed, '18446744073709551616', expect.stringContaining('expected a whole number from 0 to 2^64-1')],
    [seed, -1, expect.stringContaining('expected a whole number from 0 to 2^64-1')],
    [seed, 2 ** 53, expect.stringContaining('above 2^53-1 as a string')],
    [{ kind: 'float', min: 0, max: 1 }, 0.5, { value: 0.5 }],
    [{ kind: 'float', min: 0, max: 1 }, Number.NaN, 'expected a number, got NaN (number).'],
    [{ kind: 'text', maxLength: 3 }, 'four', 'expected a text of at most 3 characters, got "four".'],
    [
      { kind: 'text', maxLength: 3 },
      'x'.repeat(100),
      'expected a text of at most 3 characters, got a text of 100 characters.',
    ],
    [{ kind: 'boolean' }, 'yes', 'expected true or false, got "yes".'],
    [{ kind: 'choice', options: ['a', 'b'] }, 'c', '"c" is not one of: a, b.'],
    [{ kind: 'numbers', min: 0, max: 1 }, [1, 0.5], { value: [1, 0.5] }],
    [{ kind: 'numbers', min: 0, max: 1 }, [2], '2 is outside 0 to 1.'],
    [{ kind: 'numbers', min: 0, max: 1 }, 'x', 'expected a list of numbers, got "x".'],
    [{ kind: 'model' }, 'Qwen\\Qwen-Image', { value: 'Qwen/Qwen-Image' }],
    [{ kind: 'file', accept: 'image' }, 'cats\\a\\b.png', { value: 'cats/a/b.png' }],
    [{ kind: 'text' }, 'a\\b', { value: 'a\\b' }],
    [{ kind: 'model' }, '', 'expected the name of a model, got "".'],
    [{ kind: 'model', default: '' }, '', { value: '' }],
    [
      { kind: 'socket', socket: { name: 'latent' } },
      3,
      'expected a link to an output of type latent, got 3 (number). A link is written { "from": "node.output" }.',
    ],
  ])('%j given %j', (input, value, expected) => {
    expect(check(input, value)).toEqual(expected);
  });
});
