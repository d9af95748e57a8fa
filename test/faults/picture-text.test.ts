/** The workflow in a saved PNG with a flipped bit: the right workflow or an error, never another one. */
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { readProvenance, withProvenance } from '../../engine/workflow/picture/provenance.ts';
import { randomOf } from './random.ts';

const CASES = 400;
const nodes = { text: { type: 'text', inputs: { text: 'a fox in the snow '.repeat(20) } } };
const workflow = { format: 'inkloom-workflow' as const, version: 3 as const, name: 'Fox', nodes };

it(`${CASES} flipped bits and cuts`, async () => {
  const plain = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const whole = Buffer.from(withProvenance(plain, { version: '1', workflow, output: 'text', values: {}, models: {} }));
  const random = randomOf(1);
  const outcomes: ReturnType<typeof attempt>[] = [];
  for (let i = 0; i < CASES; i++) {
    const at = Math.floor(random() * whole.length);
    const flipped = Buffer.from(whole);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    const bytes = i % 4 === 0 ? whole.subarray(0, at) : flipped;
    const read = attempt(() => readProvenance(bytes, 'fox.png').workflow);
    outcomes.push(read);
  }
  const refused = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []));
  expect(refused.map((error) => (error as Error).name).filter((name) => name !== 'WorkflowError')).toEqual([]);
  const read = outcomes.filter((outcome) => 'workflow' in outcome);
  expect(read).toEqual(read.map(() => ({ workflow })));
  expect(refused.length).toBeGreaterThan(CASES / 2);
});

function attempt(read: () => unknown): { readonly workflow: unknown } | { readonly error: unknown } {
  try {
    return { workflow: read() };
  } catch (error) {
    return { error };
  }
}
