/** Columns set a workflow, with the types of its inputs. Errors name the line and the column. */
import { describe, expect, it } from 'vitest';
import { batchItems, type BatchItem } from '../../../engine/host/batch/items.ts';
import { readSeeds, seedsOf } from '../../../engine/host/batch/values/seeds.ts';
import { allOf, designOf, rows } from './support.ts';

const itemsOf = (values: Readonly<Record<string, unknown>>, change = {}) =>
  allOf(batchItems({ ...designOf({ rows: rows(values), ...change }), date: '2026-11-30' }));

/** The job of a row that gives one. */
async function jobOf(values: Readonly<Record<string, unknown>>) {
  const [item] = await itemsOf(values);
  if (item?.kind !== 'item') throw new Error(item?.error ?? 'no item');
  const [job] = await item.jobs();
  return job;
}

describe('columns', () => {
  it('set parameters by name, also in other spellings, and inputs by node', async () => {
    const job = await jobOf({ 'Prompt': 'a star', 'STEPS': '12', 'size.width': 256, 'note': 'x', 'guidance': '1.5' });
    expect(job?.workflow.nodes).toMatchObject({
      positive: { inputs: { prompt: 'a star' } },
      schedule: { inputs: { steps: 12 } },
      size: { inputs: { width: 256 } },
      denoise: { inputs: { guidance: 1.5 } },
    });
  });

  it('that are empty say nothing, but for texts', async () => {
    const job = await jobOf({ prompt: 'a', steps: '', guidance: null, negative: '' });
    expect(job?.workflow.nodes).toMatchObject({
      schedule: { inputs: { steps: 20 } },
      denoise: { inputs: { guidance: 2 } },
      negative: { inputs: { prompt: '' } },
    });
  });

  it('take numbers as texts of a prompt', async () => {
    expect((await jobOf({ prompt: 5 }))?.workflow.nodes['positive']?.inputs?.['prompt']).toBe('5');
  });

  it.each([
    [{ prompt: 'a', steps: 'many' }, 'column "steps": expected a whole number, got "many"'],
    [{ prompt: 'a', steps: 2.5 }, 'column "steps": expected a whole number, got 2.5 (number)'],
    [{ prompt: 'a', steps: 0 }, 'column "steps": expected a whole number from 1 to 10000, got 0 (number)'],
    [{ prompt: 'a', width: 100 }, 'column "width": expected a multiple of 16, such as 96 or 112, got 100 (number)'],
    [{ prompt: ['a'] }, 'column "prompt": expected a text of at most 1000000 characters, got a list'],
    [{ prompt: 'a', seed: -1 }, 'column "seed": expected a whole number from 0 to 2^64-1, got -1'],
    [{ prompt: 'a', seeds: 'x' }, 'column "seeds": expected a number of seeds such as 4'],
    [{ text: 'a' }, 'there is no column "prompt"'],
  ])('%j cannot be used: %s', async (values, error) => {
    const [item] = await itemsOf(values);
    expect(item).toMatchObject({ kind: 'bad', line: 1, error: expect.stringContaining(error) as string });
  });
});

describe('seeds', () => {
  const four = { kind: 'count', count: 4 } as const;
  it.each([
    [{}, four, ['3', '4', '5', '6']],
    [{ seed: 7 }, four, ['7', '8', '9', '10']],
    [{ seed: '' }, { kind: 'list', seeds: ['1', '9'] } as const, ['1', '9']],
    [{ seed: 7 }, { kind: 'list', seeds: ['1', '9'] } as const, ['7']],
    [{ seeds: 2 }, four, ['3', '4']],
    [{ seeds: '5..7' }, four, ['5', '6', '7']],
    [{ seeds: [5, 9] }, four, ['5', '9']],
    [{ seeds: '3', seed: '18446744073709551615' }, four, ['18446744073709551615', '0', '1']],
  ])('%j with %j are %j', (values, choice, seeds) => {
    expect(seedsOf(values, choice, '3')).toEqual(seeds);
  });

  it.each(['0', 'x', '', '1,x', '99999', '18446744073709551616,'])('"%s" is no choice of seeds', (text) => {
    expect(() => readSeeds(text)).toThrow('expected a number of seeds');
  });
});

it('each seed is a job of its own, whose id says what is asked for', async () => {
  const items = (await itemsOf({ prompt: 'a', note: 'x' }, { seeds: readSeeds('2') })) as BatchItem[];
  const again = (await itemsOf({ prompt: 'a', note: 'y' }, { seeds: readSeeds('2') })) as BatchItem[];
  const ids = async (list: readonly BatchItem[]) =>
    (await Promise.all(list.map((item) => item.jobs()))).flat().map(({ id }) => id);
  const first = await ids(items);
  expect(items.map(({ name }) => name)).toEqual(['00000-0', '00000-1']);
  expect(new Set(first).size).toBe(2);
  expect(await ids(again)).toEqual(first);
});
