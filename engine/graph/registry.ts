/** The registry: the node types a workflow may use. */
import type { NodeDefinition } from './define.ts';

export class NodeRegistry {
  readonly #byType = new Map<string, NodeDefinition>();
  #types: readonly string[] | undefined;

  constructor(definitions: Iterable<NodeDefinition> = []) {
    for (const definition of definitions) this.add(definition);
  }

  /** @throws Error when another definition already has this type. */
  add(definition: NodeDefinition): void {
    const known = this.#byType.get(definition.type);
    if (known && known !== definition) throw new Error(`Two node definitions share the type "${definition.type}"`);
    this.#byType.set(definition.type, definition);
    this.#types = undefined;
  }

  get(type: string): NodeDefinition | undefined {
    return this.#byType.get(type);
  }

  /** Sorted. */
  types(): readonly string[] {
    return (this.#types ??= [...this.#byType.keys()].toSorted());
  }
}
