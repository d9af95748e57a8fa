/** A node of ours as definitions read it: its values with defaults, and which of its inputs were never asked for. */
import { isDeepStrictEqual } from 'node:util';
import { type GraphNode, readLink } from '../../graph/graph.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import { isHolder } from '../translate/holders.ts';
import type { Native } from '../translate/wire.ts';
import { type Ours, Unwritable } from './ours.ts';
import { KEPT } from './source-node.ts';

/** Nodes that hold a value one behind the other, and are followed. */
const MOST_HOLDERS = 16;

export interface ReadContext {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly registry: NodeRegistry;
}

export class Reading implements Ours {
  readonly id: string;
  readonly #node: GraphNode;
  readonly #context: ReadContext;
  readonly #seen = new Set<string>();
  readonly #problems: string[] = [];
  readonly #sources: Reading[] = [];

  constructor(id: string, node: GraphNode, context: ReadContext) {
    this.id = id;
    this.#node = node;
    this.#context = context;
  }

  value(input: string): Native {
    this.#seen.add(input);
    return this.#node.inputs?.[input] ?? this.#default(input);
  }

  literal(input: string): unknown {
    const value = this.#behindHolders(this.value(input), 0);
    if (readLink(value)) throw new Unwritable(this.#says(input, 'is linked; ComfyUI needs a value here'));
    return value;
  }

  list(input: string): readonly Native[] {
    const value = this.value(input);
    return value === undefined ? [] : Array.isArray(value) ? (value as readonly Native[]) : [value];
  }

  source(input: string, type: string): Ours | undefined {
    const from = readLink(this.value(input));
    const node = from && this.#context.nodes.get(from.node);
    if (!from || node?.type !== type || node.mode !== undefined) return undefined;
    const reading = new Reading(from.node, node, this.#context);
    this.#sources.push(reading);
    return reading;
  }

  imply(...inputs: readonly string[]): void {
    for (const input of inputs) this.#seen.add(input);
  }

  expect(input: string, wanted: unknown): void {
    const value = this.literal(input);
    if (isDeepStrictEqual(value, wanted)) return;
    const advice = `choose ${shown(wanted)} (--set ${this.id}.${input}=${String(wanted)})`;
    this.#problems.push(this.#says(input, `${shown(value)} has no counterpart in ComfyUI; ${advice}`));
  }

  /** Errors of the node and of those that it was written with. @param className that it was written as. */
  problems(className: string): readonly string[] {
    return [
      ...this.#problems,
      ...this.#unread().map((input) => this.#says(input, `${className} of ComfyUI has nothing for it; leave it out`)),
      ...this.#sources.flatMap((source) => source.problems(className)),
    ];
  }

  /** Inputs that have a value of their own and were not asked for. */
  #unread(): readonly string[] {
    const given = Object.entries(this.#node.inputs ?? {}).filter(
      ([input]) => !this.#seen.has(input) && !input.startsWith(KEPT),
    );
    return given.filter(([input, value]) => !isDeepStrictEqual(value, this.#default(input))).map(([input]) => input);
  }

  #default(input: string): Native {
    const definition = this.#context.registry.get(this.#node.type)?.inputs[input];
    return definition && 'default' in definition ? definition.default : undefined;
  }

  #behindHolders(value: Native, depth: number): Native {
    const from = readLink(value);
    const node = from && this.#context.nodes.get(from.node);
    if (!node || depth > MOST_HOLDERS || node.mode !== undefined) return value;
    if (!isHolder(node.type) && node.type !== 'reroute') return value;
    return this.#behindHolders(node.inputs?.['value'], depth + 1);
  }

  #says(input: string, message: string): string {
    return `node "${this.id}" (${this.#title()}), ${input}: ${message}`;
  }

  #title(): string {
    return this.#node.title ?? this.#context.registry.get(this.#node.type)?.title ?? this.#node.type;
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
}
