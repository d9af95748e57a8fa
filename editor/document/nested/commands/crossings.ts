/** The inputs and outputs that a new subgraph gets from the wires that cross its edge. */
import { type LinkSource, readLink, type Workflow, type WorkflowNode } from '../../../../engine/protocol/index.ts';
import { nodeShape } from '../../graph/node-shape.ts';
import type { NodeTypes } from '../../graph/catalogue.ts';
import { wiresOf } from '../../graph/links.ts';
import { linkTo, mapLinks } from '../../graph/links-in-values.ts';
import { freshId } from '../../naming/ids.ts';
import { inputTitle, inSentence, nodeTitle } from '../../naming/titles.ts';
import { INPUTS } from '../boundary.ts';

interface Declared {
  readonly name: string;
  readonly title: string;
  readonly default?: unknown;
}

export class Crossings {
  readonly #workflow: Workflow;
  readonly #types: NodeTypes;
  readonly #inner: ReadonlySet<string>;
  /** Inputs by their source outside; one source is one input, however many nodes read it. */
  readonly #bySource = new Map<string, Declared>();
  /** Inputs by the inner input `node.input` that has a value of its own. */
  readonly #byTarget = new Map<string, Declared>();
  /** Outputs by their source inside. */
  readonly #outputs = new Map<string, Declared>();
  /** Values of the instance by name. */
  readonly #given: Record<string, unknown> = {};
  readonly #names = new Set<string>();
  readonly #titles = new Set<string>();

  constructor(workflow: Workflow, types: NodeTypes, inner: ReadonlySet<string>) {
    this.#workflow = workflow;
    this.#types = types;
    this.#inner = inner;
    const outputs: LinkSource[] = [];
    for (const { from, to } of wiresOf(workflow)) {
      if (inner.has(to.node) && !inner.has(from.node)) this.#addSource(from, to);
      if (inner.has(from.node) && !inner.has(to.node)) outputs.push(from);
    }
    const names = new Set<string>();
    const titles = new Set<string>();
    for (const source of outputs) this.#addOutput(source, names, titles);
  }

  /** Makes an inner input one of the instance, which keeps the present value. @returns its name. */
  promote(node: string, input: string): string | undefined {
    const value = this.#workflow.nodes[node]?.inputs?.[input];
    const known = this.#byTarget.get(`${node}.${input}`);
    if (known) return known.name;
    const link = readLink(value);
    if (link) return this.#bySource.get(`${link.node}.${link.output}`)?.name;
    const definition = nodeShape(this.#workflow, this.#types, node).inputs[input];
    if (!definition || definition.kind === 'socket') return undefined;
    const fallback = value ?? definition.default;
    const declared = { ...this.#named(node, input), ...(fallback === undefined ? {} : { default: fallback }) };
    this.#byTarget.set(`${node}.${input}`, declared);
    if (value !== undefined) this.#given[declared.name] = value;
    return declared.name;
  }

  /** The name of the output for a source inside. */
  output({ node, output }: LinkSource): string {
    return this.#outputs.get(`${node}.${output}`)?.name ?? output;
  }

  /** An inner node that reads the inputs of the subgraph. */
  innerNode(id: string): WorkflowNode {
    const node = this.#workflow.nodes[id] as WorkflowNode;
    const promoted = [...this.#byTarget].filter(([target]) => target.startsWith(`${id}.`));
    if (!node.inputs && promoted.length === 0) return node;
    const inputs = Object.fromEntries(
      Object.entries(node.inputs ?? {}).map(([input, value]) => [
        input,
        mapLinks(value, (source) => {
          const declared = this.#bySource.get(`${source.node}.${source.output}`);
          return declared && !this.#inner.has(source.node) ? { node: INPUTS, output: declared.name } : source;
        }),
      ]),
    );
    for (const [target, { name }] of promoted)
      inputs[target.slice(id.length + 1)] = linkTo({ node: INPUTS, output: name });
    return { ...node, inputs } as WorkflowNode;
  }

  declarations(): { readonly inputs?: object; readonly outputs?: object } {
    const inputs = [...this.#bySource.values(), ...this.#byTarget.values()].map(({ name, ...rest }) => [name, rest]);
    const outputs = [...this.#outputs].map(([from, { name, title }]) => [name, { title, from }]);
    return {
      ...(inputs.length > 0 ? { inputs: Object.fromEntries(inputs) as object } : {}),
      ...(outputs.length > 0 ? { outputs: Object.fromEntries(outputs) as object } : {}),
    };
  }

  /** What the instance is given. */
  instanceInputs(): Readonly<Record<string, unknown>> {
    const links = [...this.#bySource].map(([from, { name }]) => [name, { from }] as const);
    return { ...Object.fromEntries(links), ...this.#given };
  }

  #addSource(from: LinkSource, to: { readonly node: string; readonly input: string }): void {
    const key = `${from.node}.${from.output}`;
    if (!this.#bySource.has(key)) this.#bySource.set(key, this.#named(to.node, to.input));
  }

  #addOutput(source: LinkSource, names: Set<string>, titles: Set<string>): void {
    const key = `${source.node}.${source.output}`;
    if (this.#outputs.has(key)) return;
    const shape = nodeShape(this.#workflow, this.#types, source.node);
    const title = shape.outputs[source.output]?.title ?? source.output;
    this.#outputs.set(key, {
      name: freshIn(names, source.output),
      title: this.#freshTitle(titles, title, source.node),
    });
  }

  /** Name and title of an input, after the inner input that reads it. */
  #named(node: string, input: string): Declared {
    const definition = nodeShape(this.#workflow, this.#types, node).inputs[input];
    const title = this.#freshTitle(this.#titles, inputTitle(input, definition), node);
    return { name: freshIn(this.#names, input), title };
  }

  /** A title unlike the others: with the node it belongs to, and with a number if need be. */
  #freshTitle(taken: Set<string>, title: string, node: string): string {
    let found = title;
    if (taken.has(found)) found = titleWith(nodeTitle(this.#workflow, this.#types, node), title);
    for (let number = 2; taken.has(found); number += 1) found = `${title} ${number}`;
    taken.add(found);
    return found;
  }
}

/** "Negative prompt" for its prompt, and "Denoise: seed" for the seed of a node that says nothing about seeds. */
function titleWith(node: string, title: string): string {
  return node.toLowerCase().includes(title.toLowerCase()) ? node : `${node}: ${inSentence(title)}`;
}

function freshIn(taken: Set<string>, wanted: string): string {
  const name = freshId(wanted, (each) => taken.has(each));
  taken.add(name);
  return name;
}
