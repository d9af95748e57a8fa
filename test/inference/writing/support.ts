/** Texts that transformers' generate wrote, and what a model here writes for the same prompts. */
import { readFile } from 'node:fs/promises';
import type { PatchedPicture } from '../../../inference/text/vision/picture-patches.ts';
import { noPulse } from '../../../inference/pulse.ts';
import { float32, stackRows, type Tensor } from '../../../inference/tensor.ts';
import type { ContinueExtras } from '../../../inference/text/decoder/decoder.ts';
import { picturePositions } from '../../../inference/text/decoder/positions.ts';
import type { LanguageHead } from '../../../inference/text/writing/language-head.ts';
import type { TextReader } from '../../../inference/text/writing/text-reader.ts';
import { type WrittenText, writeText } from '../../../inference/text/writing/write-text.ts';
import { openGoldens, repoPath } from '../support/goldens.ts';

export const TOLERANCE = 1e-4;

interface Case {
  readonly prompt: readonly number[];
  readonly grids: readonly (readonly [frames: number, rows: number, columns: number])[];
  /** With the token that ended it, if one did. */
  readonly written: readonly number[];
  /** Between the tokens whose scores are kept. */
  readonly stride: number;
  readonly repetition_penalty: number;
  readonly eos_token_id: number | readonly number[];
}

export const goldens = await openGoldens('writing');
const { cases } = JSON.parse(await readFile(repoPath('test/fixtures/goldens/writing.json'), 'utf8')) as {
  readonly cases: Readonly<Record<string, Case>>;
};

export function caseNamed(name: string): Case {
  const found = cases[name];
  if (!found) throw new Error(`There is no case ${name}`);
  return found;
}

export interface Model {
  readonly encoder: {
    continue(ids: readonly number[], extras?: ContinueExtras): TextReader;
    release(): Promise<void>;
  };
  readonly head: LanguageHead;
}

export async function release({ encoder, head }: Model): Promise<void> {
  await Promise.all([encoder.release(), head.release()]);
}

interface Tower {
  readonly config: { readonly channels: number; readonly frames: number; readonly patch: number };
  encode(picture: PatchedPicture): Promise<Tensor<'float32'>>;
  release(): Promise<void>;
}

/** The pictures of a case through its vision tower, which is released. */
export async function picturesOf({ prompt, grids }: Case, pictureToken: number, tower: Tower): Promise<ContinueExtras> {
  const { channels, frames, patch } = tower.config;
  const features = channels * frames * patch ** 2;
  const tokens: Tensor<'float32'>[] = [];
  let first = 0;
  for (const [, rows, columns] of grids) {
    const count = rows * columns * features;
    // The formula of make_writing.py.
    const values = Float32Array.from({ length: count }, (_, i) => (((first + i) * 7919) % 255) / 127.5 - 1);
    tokens.push(await tower.encode({ patches: float32(values, [rows * columns, features]), grid: { rows, columns } }));
    first += count;
  }
  await tower.release();
  const sides = grids.map(([, rows, columns]) => ({ rows: rows / 2, columns: columns / 2 }));
  const positions = prompt.flatMap((id, place) => (id === pictureToken ? [place] : []));
  return {
    positions: picturePositions(prompt, pictureToken, sides),
    embeds: { positions, values: stackRows(tokens) },
  };
}

/** Tells the tokens apart in words. */
const words = { decode: (ids: readonly number[]) => ids.map((id) => `<${id}>`).join(''), idOf: () => undefined };

interface Outcome {
  readonly written: WrittenText;
  /** [tokens, vocabulary], before repetition is made less likely. */
  readonly scores: Tensor<'float32'>;
  readonly golden: Case;
}

/** The likeliest text of a case. */
export async function write({ encoder, head }: Model, name: string, pictures: ContinueExtras = {}): Promise<Outcome> {
  const golden = caseNamed(name);
  const scores: Tensor<'float32'>[] = [];
  const writer = {
    tokenizer: words,
    reader: encoder.continue(golden.prompt, pictures),
    scores: async (hidden: Tensor<'float32'>) => {
      const given = await head.scores(hidden);
      scores.push(float32(given.data.slice(), given.dims));
      return given;
    },
    generation: {
      ...head.generation,
      repetitionPenalty: golden.repetition_penalty,
      ends: [golden.eos_token_id].flat(),
    },
  };
  const options = { temperature: 0, seed: '0', mostTokens: Math.max(golden.written.length, 8), stops: [] };
  const written = await writeText(writer, golden.prompt, options, noPulse);
  return { written, scores: stackRows(scores), golden };
}
