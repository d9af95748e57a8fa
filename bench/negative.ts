/**
 * Whether a negative prompt keeps its subject out of the picture: prompts that leave the background or the colour
 * open, each seed once without and once with the negative prompt. Prints how often the subject is seen.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generator } from './quality/generate.ts';
import { backgroundsOf, objectsIn } from './quality/read.ts';

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: join(import.meta.dirname, '../models') },
    model: { type: 'string', default: 'nano' },
    steps: { type: 'string', default: '20' },
    guidance: { type: 'string', default: '2' },
    seeds: { type: 'string', default: '25' },
  },
});

interface Question {
  readonly prompt: string;
  readonly negative: string;
  readonly shows: (picture: Uint8Array) => boolean;
}

const background =
  (name: string) =>
  (picture: Uint8Array): boolean =>
    backgroundsOf(picture, 1, () => 0)[0] === name;
const colour =
  (name: string) =>
  (picture: Uint8Array): boolean =>
    objectsIn(picture).some((thing) => thing.colour === name);

const QUESTIONS: readonly Question[] = [
  {
    prompt: 'A red star in the center',
    negative: 'A red star in the center on a white background',
    shows: background('white'),
  },
  {
    prompt: 'A green circle above a black square',
    negative: 'a green circle above a black square on a white background',
    shows: background('white'),
  },
  { prompt: 'two circles', negative: 'two blue circles', shows: colour('blue') },
  { prompt: 'three hearts', negative: 'three red hearts', shows: colour('red') },
];

const maker = await generator({
  models: values.models,
  model: values.model,
  steps: Number(values.steps),
  guidance: Number(values.guidance),
});
console.log('| prompt | negative | shown without | shown with | of |\n|---|---|---|---|---|');
for (const { prompt, negative, shows } of QUESTIONS) {
  let [without, given] = [0, 0];
  for (let seed = 0; seed < Number(values.seeds); seed += 1) {
    if (shows((await maker.make({ prompt, seed })).pixels)) without += 1;
    if (shows((await maker.make({ prompt, negative, seed })).pixels)) given += 1;
  }
  console.log(`| ${prompt} | ${negative} | ${without} | ${given} | ${values.seeds} |`);
}
await maker.close();
