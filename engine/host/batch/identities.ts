/** What a picture depends on besides its workflow: digests of the models and pictures that its nodes name. */
import type { PlannedNode } from '../../graph/check-node.ts';
import type { Plan } from '../../graph/plan.ts';
import type { Services } from '../../graph/service.ts';

export class Identities {
  readonly #services: Services;
  /** Of models, by type and literals of their nodes: they are the same for thousands of pictures. */
  readonly #models = new Map<string, Promise<string | undefined>>();

  constructor(services: Services) {
    this.#services = services;
  }

  /** Fingerprints by node; a node whose file is missing has none, and fails when it runs. */
  async of({ nodes }: Plan): Promise<Readonly<Record<string, string>>> {
    const found: Record<string, string> = {};
    for (const node of nodes.values()) {
      if (!node.definition.fingerprint) continue;
      const fingerprint = await (namesModel(node) ? this.#ofModel(node) : this.#read(node));
      if (fingerprint !== undefined) found[node.id] = fingerprint;
    }
    return found;
  }

  #ofModel(node: PlannedNode): Promise<string | undefined> {
    const key = JSON.stringify([node.definition.type, literalsOf(node)]);
    const known = this.#models.get(key) ?? this.#read(node);
    this.#models.set(key, known);
    return known;
  }

  async #read(node: PlannedNode): Promise<string | undefined> {
    try {
      return await node.definition.fingerprint?.(literalsOf(node), {
        node: node.id,
        use: (token) => this.#services.use(token),
      });
    } catch {
      return undefined;
    }
  }
}

function namesModel({ definition }: PlannedNode): boolean {
  return Object.values(definition.inputs).some(({ kind }) => kind === 'model');
}

function literalsOf({ inputs }: PlannedNode): Record<string, unknown> {
  return Object.fromEntries(
    [...inputs].flatMap(([name, input]) => (input.kind === 'literal' ? [[name, input.value]] : [])),
  );
}
