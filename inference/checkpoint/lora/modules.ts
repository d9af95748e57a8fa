/**
 * Finds the modules of a model by the names that LoRA files give them. Names with underscores for dots are ambiguous,
 * so they are not parsed: they are looked up among the names of the model's own modules.
 */
import { unprefixed } from './styles.ts';
import type { LoraTarget } from './target.ts';

const WEIGHT = '.weight';

export interface FoundModules {
  /** One module, or those that the file holds as one, in the order of its rows. */
  readonly modules: readonly string[];
  readonly style: string;
}

export type FindModules = (name: string) => FoundModules | undefined;

/** A look-up in the modules of a model. */
export function moduleFinder(target: LoraTarget): FindModules {
  const modules = modulesOf(target);
  const known = new Map<string, readonly string[]>();
  const add = (name: string, found: readonly string[]): void => {
    for (const spelled of [name, name.replaceAll('.', '_')]) if (!known.has(spelled)) known.set(spelled, found);
  };
  for (const module of modules) add(module, [module]);
  for (const module of modules) for (const [name, found] of otherNames(module, modules, target)) add(name, found);
  return (name) => {
    for (const { name: bare, style } of unprefixed(name, target.component)) {
      const found = known.get(bare) ?? known.get(withoutProcessor(bare));
      if (found) return { modules: found, style };
    }
    return undefined;
  };
}

function modulesOf({ weights }: LoraTarget): ReadonlySet<string> {
  const names = [...weights.names()].filter((name) => name.endsWith(WEIGHT));
  return new Set(names.map((name) => name.slice(0, -WEIGHT.length)));
}

/** Names of a module besides its own. */
function* otherNames(
  module: string,
  modules: ReadonlySet<string>,
  { component, fused, aliases }: LoraTarget,
): Generator<readonly [name: string, modules: readonly string[]]> {
  for (const [alias, own] of Object.entries(aliases)) {
    if (module.endsWith(`.${own}`)) yield [module.slice(0, -own.length) + alias, [module]];
  }
  for (const [name, [first = '', ...others]] of Object.entries(fused)) {
    if (!module.endsWith(`.${first}`)) continue;
    const parent = module.slice(0, -first.length);
    const parts = [module, ...others.map((other) => parent + other)];
    if (parts.every((part) => modules.has(part))) yield [parent + name, parts];
  }
  if (component !== 'text encoder' || !module.startsWith('model.')) return;
  const bare = module.slice('model.'.length);
  // Trainers of text encoders leave out the name of the model itself; transformers from 4.52 on has another.
  for (const name of [bare, `language_model.${bare}`, `model.language_model.${bare}`]) yield [name, [module]];
}

/** The first LoRAs of diffusers were saved as attention processors: `attn.processor.to_q_lora.down.weight`. */
function withoutProcessor(name: string): string {
  return name.replace('.processor.', '.');
}
