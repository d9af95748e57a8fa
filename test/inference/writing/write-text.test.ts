// How text is written: which tokens are drawn, where it ends, and how it is cancelled.
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Pulse } from '../../../inference/pulse.ts';
import { noPulse } from '../../../inference/pulse.ts';
import { float32 } from '../../../inference/tensor.ts';
import { Tokenizer } from '../../../inference/text/tokenizer/tokenizer.ts';
import { candidates, draw, likeliest, penaliseRepetition } from '../../../inference/text/writing/choose-token.ts';
import { UniformGenerator } from '../../../inference/text/writing/uniform-generator.ts';
import { type WriteOptions, writeText } from '../../../inference/text/writing/write-text.ts';
import { openGoldens, repoPath } from '../support/goldens.ts';

interface Drawing {
  readonly penalty: number;
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  /** Number of tokens that can be drawn. */
  readonly kept: number;
  readonly likeliest: readonly number[];
  /** Probabilities of the likeliest. */
  readonly shares: readonly number[];
}

const { drawings, soFar } = JSON.parse(await readFile(repoPath('test/fixtures/goldens/writing.json'), 'utf8')) as {
  readonly drawings: readonly Drawing[];
  readonly soFar: readonly number[];
};
const { data: scores } = await (await openGoldens('writing')).get('drawing.scores');

describe('tokens are drawn', () => {
  it.each(drawings)('as transformers draws them: temperature $temperature, top $topK, $topP', (golden) => {
    const penalised = scores.slice();
    penaliseRepetition(penalised, soFar, golden.penalty);
    const { ids, weights } = candidates(penalised, golden, golden.temperature);
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    expect(ids).toHaveLength(golden.kept);
    expect(ids.slice(0, golden.likeliest.length)).toEqual(golden.likeliest);
    golden.shares.forEach((share, i) => expect((weights[i] as number) / all).toBeCloseTo(share, 5));
    expect(likeliest(penalised)).toBe(golden.likeliest[0]);
  });

  it('as often as they are likely', () => {
    const drawn = [0, 0, 0];
    const generator = new UniformGenerator('7');
    for (let i = 0; i < 4000; i += 1) {
      const id = draw({ ids: [2, 0, 1], weights: [5, 3, 2] }, generator);
      drawn[id] = (drawn[id] as number) + 1;
    }
    expect(drawn.map((count) => Math.round((count / 4000) * 20) / 20)).toEqual([0.3, 0.2, 0.5]);
  });

  it('with the numbers of SplitMix64', () => {
    // First outputs for the seed 0: prng.di.unimi.it/splitmix64.c.
    const words = [0xe220a8397b1dcdafn, 0x6e789e6aa1b965f4n, 0x06c45d188009454fn];
    const generator = new UniformGenerator('0');
    for (const word of words) expect(generator.next()).toBe(Number(word >> 11n) / 2 ** 53);
    expect(() => new UniformGenerator('18446744073709551616')).toThrow(/from 0 to 18446744073709551615/);
  });
});

const LETTERS = 'abcdefghij'.split('');

/** A model whose next letter is the one after the last, and nearly as likely any other. */
function alphabet() {
  const read: number[] = [];
  const after = (token: number) => float32(Float32Array.of(token), [1, 1]);
  return {
    read,
    writer: {
      tokenizer: { decode: (ids: readonly number[]) => ids.map((id) => LETTERS[id]).join(''), idOf: () => undefined },
      reader: {
        async readPrompt(pulse: Pulse) {
          await pulse(1);
          return after(-1);
        },
        async readToken(token: number, pulse: Pulse) {
          read.push(token);
          await pulse(1);
          return after(token);
        },
      },
      scores: async ({ data: [token = 0] }: { readonly data: Float32Array }) => {
        const next = new Float32Array(LETTERS.length).fill(1);
        next[(token + 1) % LETTERS.length] = 1.5;
        return float32(next, [1, LETTERS.length]);
      },
      generation: { ends: [], repetitionPenalty: 1, topK: 0, topP: 1 },
    },
  };
}

const OPTIONS: WriteOptions = { temperature: 0, seed: '0', mostTokens: 8, stops: [] };
const write = (options: Partial<WriteOptions>, pulse = noPulse) =>
  writeText(alphabet().writer, [0], { ...OPTIONS, ...options }, pulse);

describe('a text', () => {
  it('ends after the most tokens', async () => {
    expect(await write({})).toEqual({ text: 'abcdefgh', tokens: [0, 1, 2, 3, 4, 5, 6, 7], end: 'length' });
  });

  it('ends before the first of the texts that stop it, also one of several tokens', async () => {
    expect(await write({ stops: ['ef', 'cde', ''] })).toMatchObject({ text: 'ab', end: 'stop' });
    expect(await write({ stops: ['a'] })).toMatchObject({ text: '', end: 'stop' });
  });

  it('ends with the model, when it gives a token that ends texts', async () => {
    const { writer } = alphabet();
    const ending = { ...writer, generation: { ...writer.generation, ends: [3] } };
    expect(await writeText(ending, [0], OPTIONS, noPulse)).toEqual({ text: 'abc', tokens: [0, 1, 2], end: 'model' });
  });

  it('is the same for a seed and another for another, above temperature 0 alone', async () => {
    const drawn = (seed: string) => write({ temperature: 1, seed, mostTokens: 40 });
    expect(await drawn('5')).toEqual(await drawn('5'));
    expect((await drawn('5')).text).not.toBe((await drawn('6')).text);
    expect(await write({ seed: '5' })).toEqual(await write({ seed: '6' }));
  });

  it('is told after every token, with the share that is done', async () => {
    const told: [number, string | undefined][] = [];
    await write({ mostTokens: 3 }, async (share, text) => {
      told.push([share, text]);
    });
    expect(told).toEqual([
      [1 / 4, ''],
      [2 / 4, 'a'],
      [3 / 4, 'ab'],
    ]);
  });

  it('is given up at the next token when nobody waits for it', async () => {
    const { writer, read } = alphabet();
    const cancelled = new Error('cancelled');
    let pulses = 0;
    const pulse = async (): Promise<void> => {
      if ((pulses += 1) === 4) throw cancelled;
    };
    await expect(writeText(writer, [0], OPTIONS, pulse)).rejects.toBe(cancelled);
    expect(read).toEqual([0, 1, 2]);
  });

  it('of a model that gives no numbers is refused', async () => {
    const { writer } = alphabet();
    const scoresOfNone = async () => float32(new Float32Array(10).fill(Number.NaN), [1, 10]);
    await expect(writeText({ ...writer, scores: scoresOfNone }, [0], OPTIONS, noPulse)).rejects.toMatchObject({
      code: 'not-finite',
    });
  });
});

describe('tokens become text', () => {
  it('as they came from it; half a character waits for its other half', async () => {
    const tokenizer = await Tokenizer.load(repoPath('models/nano/tokenizer'));
    const text = "a red star , isn't it ? 红色的星 🦊";
    const ids = tokenizer.encode(text);
    expect(tokenizer.decode(ids)).toBe(text);
    expect(tokenizer.decode(ids.slice(0, -1))).toBe(text.slice(0, -2));
    expect(tokenizer.decode(tokenizer.encode('<|im_start|>a<|im_end|>'))).toBe('a');
    expect(tokenizer.decode([])).toBe('');
  });
});
