/** Nodes of theirs that one node of ours stands for, input by input. */
import type { Become, ComfyNode, Counterpart } from '../define.ts';
import { defaultOf } from '../inputs.ts';
import { type Native, type Wire, wire } from './wire.ts';

/** The translation of a node. */
export function becomeOf(node: ComfyNode): Become {
  const { becomes } = node;
  return typeof becomes === 'function' ? becomes : one(node, becomes);
}

/** Our input names by those of theirs, with the translation of literals. */
export function renamed(
  counterpart: Counterpart,
  input: string,
): { readonly name: string; ours(theirs: unknown): unknown } | undefined {
  const to = Object.hasOwn(counterpart.inputs, input) ? counterpart.inputs[input] : undefined;
  if (to === undefined) return undefined;
  return typeof to === 'string' ? { name: to, ours: same } : { name: to.name, ours: to.ours ?? same };
}

function same(value: unknown): unknown {
  return value;
}

function one(definition: ComfyNode, counterpart: Counterpart): Become {
  return (given, draft): readonly Wire[] => {
    const inputs: Record<string, Native> = { ...counterpart.fixed };
    for (const [name, input] of Object.entries(definition.inputs)) {
      const to = renamed(counterpart, name);
      if (!to || !given.has(name)) continue;
      const entry = counterpart.inputs[name];
      // A link gives no literal that could be translated.
      const translates = typeof entry === 'object' && entry.ours !== undefined;
      const value = translates ? given.constant(name) : given.value(name);
      const literal = input.kind === 'file' && typeof value === 'string' ? withSlashes(value) : value;
      inputs[to.name] = translates ? to.ours(literal ?? defaultOf(input)) : literal;
    }
    const placed = draft.add(counterpart.type, inputs);
    return counterpart.outputs.map((output) => wire(placed.out(output)));
  };
}

/** Names of files that were saved on Windows. */
export function withSlashes(name: string): string {
  return name.replaceAll('\\', '/');
}
