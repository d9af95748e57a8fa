// Components in memory: they stay within the budget, and the least recently used leave first.
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FamilyRegistry } from '../../inference/families/registry.ts';
import { Residents } from '../../inference/runtime/residents.ts';
import type { RuntimeSettings } from '../../inference/runtime/protocol.ts';
import { Transformer } from '../../inference/families/qwen-image/transformer/transformer.ts';
import { Vae } from '../../inference/families/qwen-image/vae/vae.ts';
import { DEFAULT_DEVICE } from '../../inference/onnx/devices/registry.ts';
import { planLanguageHead } from '../../inference/text/qwen2.5-vl/language-head.ts';
import { TextEncoder } from '../../inference/text/qwen2.5-vl/text-encoder.ts';
import { TINY } from '../inference/support/goldens.ts';
import { component } from './support.ts';

const DIRS = { transformer: join(TINY, 'transformer'), vae: join(TINY, 'vae') };
const transformerPlan = await Transformer.plan({ dir: DIRS.transformer });
const vaeBytes = (await Vae.plan({ dir: DIRS.vae })).memory('fp32').copied;
const total = ({ copied, mapped }: { readonly copied: number; readonly mapped: number }): number => copied + mapped;

function residentsWithin(budgetBytes: number, precision: RuntimeSettings['precision']): Residents {
  const settings = { device: 'cpu', budgets: { cpu: budgetBytes }, precision, families: [] } as const;
  return new Residents(settings, new FamilyRegistry());
}

async function copies(count: number): Promise<{ dir: string; digest: string }[]> {
  const root = await mkdtemp(join(tmpdir(), 'inkloom-'));
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const dir = join(root, `vae-${i}`);
      await cp(DIRS.vae, dir, { recursive: true });
      return { dir, digest: `${i}` };
    }),
  );
}

const held = (residents: Residents): string[] => residents.status().loaded.map(({ kind, dir }) => `${kind} ${dir}`);

describe('residents', () => {
  it('keep what fits, and let go of what was used least recently', async () => {
    const [a, b, c] = await copies(3);
    if (!a || !b || !c) throw new Error('three copies');
    const residents = residentsWithin(vaeBytes * 2.5, 'fp32');
    const first = await residents.get('VAE', a);
    await residents.get('VAE', b);
    expect(await residents.get('VAE', a)).toBe(first);
    await residents.get('VAE', c);
    expect(held(residents)).toEqual([`VAE ${a.dir}`, `VAE ${c.dir}`]);
    expect(await residents.get('VAE', a)).toBe(first);
  });

  it('stay when one is loaded that works beside them', async () => {
    const ref = component('text_encoder');
    const sizes = await Promise.all(
      [TextEncoder.plan(ref), planLanguageHead(ref, DEFAULT_DEVICE)].map(
        async (plan) => (await plan).memory('fp32').copied,
      ),
    );
    const kinds = async (beside: readonly string[]): Promise<string[]> => {
      const residents = residentsWithin(Math.max(...sizes) * 1.01, 'fp32');
      const { loaded } = await residents.familyOf(ref);
      await loaded.get('text encoder', ref);
      await loaded.get('language head', ref, beside);
      return residents.status().loaded.map(({ kind }) => kind);
    };
    expect(await kinds([])).toEqual(['language head']);
    expect(await kinds(['text encoder'])).toEqual(['text encoder', 'language head']);
  });

  it('load a folder again when its content is another', async () => {
    const residents = residentsWithin(2 ** 30, 'auto');
    const before = await residents.get('VAE', { dir: DIRS.vae, digest: 'one' });
    expect(await residents.get('VAE', { dir: DIRS.vae, digest: 'two' })).not.toBe(before);
    expect(await residents.get('VAE', { dir: DIRS.vae, digest: 'one' })).toBe(before);
  });

  it('widen weights when they fit well, else leave them as stored', async () => {
    const ref = component('transformer');
    const roomy = residentsWithin(total(transformerPlan.memory('fp32')) * 4, 'auto');
    await roomy.get('transformer', ref);
    expect(roomy.status().loaded[0]).toMatchObject(transformerPlan.memory('fp32'));
    const tight = residentsWithin(total(transformerPlan.memory('fp32')), 'auto');
    await tight.get('transformer', ref);
    expect(tight.status().loaded[0]).toMatchObject({ copied: 0, mapped: transformerPlan.memory('cast').mapped });
  });

  it('refuse what does not fit even alone, and keep the rest', async () => {
    const small = residentsWithin(vaeBytes / 2, 'fp32');
    await small.get('tokenizer', component('tokenizer'));
    await expect(small.get('VAE', component('vae'))).rejects.toMatchObject({
      code: 'out-of-memory',
      details: { field: 'memory', file: DIRS.vae },
    });
    await expect(small.get('VAE', component('vae'))).rejects.toThrow(
      /its weights take .* as float32, the budget is .*Raise the budget/,
    );
    expect(held(small)).toEqual([`tokenizer ${join(TINY, 'tokenizer')}`]);
  });
});
