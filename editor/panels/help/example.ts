/** An example of a node as a workflow: a template that uses it, or a small graph made from the catalogue. */
import {
  applyPatch,
  canConnect,
  type CatalogueNode,
  type Models,
  type Template,
  type Workflow,
} from '../../../engine/protocol/index.ts';
import { arrange } from '../../document/commands/index.ts';
import type { NodeTypes } from '../../document/graph/catalogue.ts';
import { firstChoices } from '../../document/graph/choices.ts';
import { runsNow } from '../templates/template-words.ts';
import { PLUMBING } from './related.ts';

/** The first template that uses a node type; one that runs now before others. */
export function templateWith(templates: readonly Template[], type: string): Template | undefined {
  const using = templates.filter(({ workflow: { nodes, subgraphs = {} } }) =>
    [nodes, ...Object.values(subgraphs).map((each) => each.nodes)].some((all) =>
      Object.values(all).some((node) => node.type === type),
    ),
  );
  return using.find(runsNow) ?? using[0];
}

const PICTURE = 'example.png';
const PROMPT = 'A red fox in the snow';
/** What shows a result of a socket, with the input that takes it. */
const VIEWS: Readonly<Record<string, readonly [type: string, input: string]>> = {
  image: ['preview-image', 'image'],
  images: ['preview-images', 'images'],
  string: ['preview-text', 'value'],
};

/**
 * The node, what its required inputs need, and a view of its first output that can be seen.
 * @param name of the workflow.
 */
export function smallExample(types: NodeTypes, models: Models, type: string, name: string): Workflow {
  const example = new Example(types, models);
  const shown = types.get(type);
  if (shown) {
    example.add(shown);
    example.view(shown);
  }
  const workflow: Workflow = { format: 'inkloom-workflow', version: 3, name, nodes: example.nodes };
  return applyPatch(workflow, arrange(workflow, types).patch);
}

/** A graph that grows from a node towards its sources. The id of a node is its type, of which there is one. */
class Example {
  readonly nodes: Record<string, Workflow['nodes'][string]> = {};
  readonly #types: NodeTypes;
  readonly #models: Models;
  /** Types whose sources are being added. They cannot be sources themselves. */
  readonly #open = new Set<string>();

  constructor(types: NodeTypes, models: Models) {
    this.#types = types;
    this.#models = models;
  }

  add({ type, inputs }: CatalogueNode): void {
    this.#open.add(type);
    const given: Record<string, unknown> = {
      ...firstChoices({ nodes: {} } as Workflow, this.#types, type, this.#models),
    };
    for (const [input, wanted] of Object.entries(inputs)) {
      if (wanted.optional === true) continue;
      if (wanted.kind === 'file') given[input] = PICTURE;
      if (wanted.kind === 'text' && wanted.default === undefined) given[input] = PROMPT;
      const link = wanted.kind === 'socket' ? this.#link(wanted.socket.name) : undefined;
      if (link) given[input] = wanted.list === true ? [link] : link;
    }
    this.#open.delete(type);
    this.nodes[type] = { type, inputs: given as NonNullable<Workflow['nodes'][string]['inputs']> };
  }

  /** Shows an output, unless the node is seen by itself. */
  view({ type, outputs, terminal }: CatalogueNode): void {
    if (terminal) return;
    for (const [output, { socket }] of Object.entries(outputs)) {
      const [shows, input] = VIEWS[socket.name] ?? [];
      if (shows === undefined || input === undefined || !this.#types.has(shows)) continue;
      this.nodes[shows] = { type: shows, inputs: { [input]: { from: `${type}.${output}` } } };
      return;
    }
  }

  /** To an output of the type of socket: of a node that is there, or of that which needs least. */
  #link(socket: string): { readonly from: string } | undefined {
    const there = Object.keys(this.nodes).flatMap((id) => this.#types.get(id) ?? []);
    const others = [...this.#types.values()]
      .filter(({ type }) => !PLUMBING.has(type) && !this.#open.has(type))
      .toSorted((a, b) => costOf(a) - costOf(b));
    for (const source of [...there, ...others]) {
      const outputs = Object.entries(source.outputs);
      const [output] = outputs.find(([, given]) => canConnect(given.socket.name, socket)) ?? [];
      if (output === undefined) continue;
      if (!this.nodes[source.type]) this.add(source);
      return { from: `${source.type}.${output}` };
    }
    return undefined;
  }
}

/** Sources that people begin with. */
const USUAL: ReadonlySet<string> = new Set(['load-checkpoint', 'load-image']);

/** Required sockets; usual sources come first, and loaders of parts of a model last. */
function costOf({ type, inputs }: CatalogueNode): number {
  const sockets = Object.values(inputs).filter((input) => input.kind === 'socket' && input.optional !== true);
  return sockets.length + (USUAL.has(type) ? -1 : type.startsWith('load-') ? 0.5 : 0);
}
