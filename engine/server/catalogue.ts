/** Node definitions as data: everything but their code. */
import type { NodeDefinition } from '../graph/define.ts';
import type { InputDefinition } from '../graph/input.ts';
import type { NodeRegistry } from '../graph/registry.ts';
import type { Catalogue, CatalogueNode } from '../protocol/index.ts';

/** Sorted by type. @param classes of ComfyUI, by the node type that stands for them. */
export function catalogueOf(
  registry: NodeRegistry,
  classes: ReadonlyMap<string, readonly string[]> = new Map(),
): Catalogue {
  return {
    nodes: registry
      .types()
      .flatMap((type) => registry.get(type) ?? [])
      .map((definition) => {
        const comfyui = classes.get(definition.type);
        return { ...nodeOf(definition), ...(comfyui ? { comfyui } : {}) };
      }),
  };
}

function nodeOf({
  type,
  version,
  title,
  category,
  description,
  terminal = false,
  shows,
  inputs,
  outputs,
}: NodeDefinition): CatalogueNode {
  return {
    type,
    version,
    title,
    category,
    description,
    terminal,
    ...(shows ? { shows } : {}),
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, inputOf(input)])),
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, { socket, ...rest }]) => [name, { ...rest, socket: { name: socket.name } }]),
    ),
  };
}

function inputOf(input: InputDefinition): InputDefinition {
  return input.kind === 'socket' ? { ...input, socket: { name: input.socket.name } } : input;
}
