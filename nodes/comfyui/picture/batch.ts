/** Several pictures in one value of ComfyUI: a list here, which can be put together out of pictures and lists. */
import type { Ours, Out } from '../../../engine/comfyui/export/ours.ts';
import type { Draft } from '../../../engine/comfyui/translate/draft.ts';
import { type Given, type Native, Untranslatable, wire, type Wire } from '../../../engine/comfyui/translate/wire.ts';

/** @param names of the inputs that give pictures, in their order. */
export function batchOf(names: readonly string[], given: Given, draft: Draft): readonly Wire[] {
  const parts = names.map((name) => ({ value: given.value(name), isList: given.socket(name) === 'images' }));
  const before = parts[0]?.isList ? parts[0].value : undefined;
  const rest = before === undefined ? parts : parts.slice(1);
  const last = rest.at(-1);
  const after = last?.isList ? last.value : undefined;
  const images = after === undefined ? rest : rest.slice(0, -1);
  if (images.some(({ isList }) => isList))
    throw new Untranslatable('is given several pictures in one value between others; here they come first or last');
  const single = images.map(({ value }) => value);
  const inputs = { before, ...(single.length > 0 ? { images: single } : {}), after, sizes: 'first' };
  return [wire(draft.add('batch-images', inputs).out('images'))];
}

/** A list of ours, written as the class that takes any number of links. */
export function writeBatch(ours: Ours, out: Out): Readonly<Record<string, Native>> {
  ours.expect('sizes', 'first');
  const all = [...ours.list('before'), ...ours.list('images'), ...ours.list('after')];
  const links = all.map((image, i) => [`images.image${i}`, image] as const);
  return { images: out.add('BatchImagesNode', Object.fromEntries(links)).out(0) };
}
