/** A LoRA file in words, without the model it changes: for lists of files. Reads the header, no values. */
import { formatName } from '../format-name.ts';
import { mapSource } from '../weight-source.ts';
import { type LoraFile, type LoraModule, openLora } from './lora-file.ts';
import { originByNames } from './origins.ts';
import { triggerWords } from './trigger-words.ts';

export interface LoraAbout {
  /** The models it was made for; undefined for names that are not known. */
  readonly madeFor: string | undefined;
  /** Kind, rank and numbers, such as `LoRA, rank 32, bf16`. */
  readonly format: string;
  /** Phrases for the prompt: see {@link triggerWords}. */
  readonly triggers: readonly string[];
}

/** Kinds by the part of a module that only they have; the first that fits counts. */
const KINDS: readonly (readonly [part: keyof LoraModule, kind: string])[] = [
  ['down', 'LoRA'],
  ['w1', 'LoKr'],
  ['w1a', 'LoKr'],
  ['h1a', 'LoHa'],
  ['diff', 'full differences'],
  ['set', 'full weights'],
];

/** @throws InferenceError those of {@link openLora}: damaged, no LoRA, or a kind that cannot be applied. */
export async function aboutLora(path: string): Promise<LoraAbout> {
  const file = await openLora(path);
  const modules = [...file.modules.values()];
  const format = [kindOf(modules), ...ranksOf(modules), numbersOf(file)].join(', ');
  return { madeFor: originByNames(file), format, triggers: triggerWords(file.metadata) };
}

/** The kind of most modules. */
function kindOf(modules: readonly LoraModule[]): string {
  const counts = new Map<string, number>();
  for (const module of modules) {
    const kind = KINDS.find(([part]) => module[part])?.[1];
    if (kind === undefined) continue;
    const whole = module.doraScale || module.magnitude ? `${kind} with DoRA` : kind;
    counts.set(whole, (counts.get(whole) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 'LoRA';
}

function ranksOf(modules: readonly LoraModule[]): readonly string[] {
  const ranks = modules.flatMap(({ down }) => down?.shape[0] ?? []);
  if (ranks.length === 0) return [];
  const [min, max] = [Math.min(...ranks), Math.max(...ranks)];
  return [min === max ? `rank ${min}` : `rank ${min} to ${max}`];
}

function numbersOf({ file, modules }: LoraFile): string {
  const tensors = [...modules.values()].flatMap((module) => Object.values(module));
  return formatName(mapSource(file, new Map(tensors.map((tensor) => [tensor.tensor, tensor]))));
}
