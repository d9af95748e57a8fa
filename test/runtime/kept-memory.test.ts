// Memory that models keep beside their weights: it is counted, and gives way to weights.
import { describe, expect, it } from 'vitest';
import type { Family } from '../../inference/families/family.ts';
import { FamilyRegistry } from '../../inference/families/registry.ts';
import { cpu } from '../../inference/onnx/devices/cpu.ts';
import type { Device } from '../../inference/onnx/devices/device.ts';
import type { DeviceName } from '../../inference/onnx/devices/names.ts';
import type { SpareMemory } from '../../inference/spare-memory.ts';
import { KeptMemory } from '../../inference/runtime/kept-memory.ts';
import { Residents } from '../../inference/runtime/residents.ts';

describe('kept memory', () => {
  it('is given back in the order in which it was taken, as much as is needed', () => {
    const kept = new KeptMemory();
    const given: string[] = [];
    kept.take(10, () => given.push('a'));
    const stop = kept.take(20, () => given.push('b'));
    kept.take(30, () => given.push('c'));
    expect(kept.bytes).toBe(60);
    kept.shrinkTo(55);
    expect([given, kept.bytes]).toEqual([['a'], 50]);
    stop();
    kept.shrinkTo(0);
    expect([given, kept.bytes]).toEqual([['a', 'c'], 0]);
  });
});

class Keeper {
  readonly spare: SpareMemory;
  isReleased = false;

  constructor(spare: SpareMemory) {
    this.spare = spare;
  }

  release(): Promise<void> {
    this.isReleased = true;
    return Promise.resolve();
  }
}

/** A family of models whose weights take 100 bytes. */
class Keepers extends FamilyRegistry {
  readonly #family = {
    name: 'keepers',
    runtime: async () => ({
      components: {
        model: {
          plan: async () => ({
            memory: () => ({ copied: 100, mapped: 0 }),
            load: async ({ spare }: { readonly spare: SpareMemory }) => new Keeper(spare),
          }),
        },
      },
    }),
  } as unknown as Family;

  override of(): Promise<Family> {
    return Promise.resolve(this.#family);
  }
}

interface Kept {
  readonly get: (name: string) => Promise<Keeper>;
  readonly residents: Residents;
}

/** @param bytes of main memory. A GPU has room for one model. */
function withBudget(bytes: number, device: 'cpu' | 'webgpu' = 'cpu'): Kept {
  const settings = { device, budgets: { cpu: bytes, webgpu: 150 }, precision: 'fp32', families: [] } as const;
  const deviceOf = (name: DeviceName): Device => (name === 'cpu' ? cpu : { ...cpu, name, isHost: false });
  const residents = new Residents(settings, new Keepers(), () => {}, deviceOf);
  return {
    residents,
    get: async (name) => (await residents.get('model', { dir: name, digest: name })) as Keeper,
  };
}

describe('residents', () => {
  it('count it', async () => {
    const { get, residents } = withBudget(250);
    const { spare } = await get('a');
    expect([spare.isFree(150), spare.isFree(151)]).toEqual([true, false]);
    const stop = spare.take(60, () => {});
    expect([residents.status().keptBytes, spare.isFree(90), spare.isFree(91)]).toEqual([60, true, false]);
    stop();
    expect(residents.status().keptBytes).toBe(0);
  });

  it('take it back before they release a model', async () => {
    const { get, residents } = withBudget(250);
    const a = await get('a');
    let wasGivenBack = false;
    a.spare.take(100, () => (wasGivenBack = true));
    await get('b');
    expect([wasGivenBack, a.isReleased, residents.status().keptBytes]).toEqual([true, false, 0]);
  });

  it('release models that were used before the asking one, if that is enough', async () => {
    const { get } = withBudget(350);
    const [a, b, c] = [await get('a'), await get('b'), await get('c')];
    expect(await b.spare.makeFree(160)).toBe(false);
    expect([a.isReleased, b.isReleased, c.isReleased]).toEqual([false, false, false]);
    expect(await b.spare.makeFree(150)).toBe(true);
    expect([a.isReleased, b.isReleased, c.isReleased]).toEqual([true, false, false]);
    expect(b.spare.isFree(150)).toBe(true);
  });

  it('keep it in main memory, where weights on a GPU take no room', async () => {
    const { get, residents } = withBudget(250, 'webgpu');
    const a = await get('a');
    let wasGivenBack = false;
    a.spare.take(50, () => (wasGivenBack = true));
    expect([a.spare.isFree(200), a.spare.isFree(201)]).toEqual([true, false]);
    await get('b');
    expect([a.isReleased, wasGivenBack, residents.status().keptBytes]).toEqual([true, false, 50]);
  });
});
