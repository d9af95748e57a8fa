/**
 * The form that ComfyUI's server runs, from the one its editor saves: subgraphs flattened to ids such as `76:3`,
 * promoted widgets, reroutes and primitives followed, muted nodes left out and bypassed ones passed through, as its
 * editor does before it queues a prompt.
 */
import { BYPASSED, type ComfyFile, type ComfyGraph, type ComfyNode, MUTED, SUBGRAPH_INPUTS } from './comfy-file.ts';
import { widgetValues } from './widgets.ts';

export interface PromptNode {
  readonly class_type: string;
  /** Values, and links written [id, slot]. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly _meta: { readonly title: string };
}

export type Prompt = Readonly<Record<string, PromptNode>>;

/** Nodes that exist in the editor only. */
const EDITOR_NODES = new Set(['Note', 'MarkdownNote', 'Reroute', 'PrimitiveNode']);

/** Deepest nesting that is followed: a file whose subgraphs contain themselves ends here. */
const MAX_DEPTH = 32;

/** An output of a node that runs, a value, or nothing. */
type Source =
  | { readonly kind: 'link'; readonly id: string; readonly slot: number }
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'none' };

const NOTHING: Source = { kind: 'none' };

/** A graph at the place where it stands: the file's own, or a subgraph for one of its instances. */
interface Place {
  readonly graph: ComfyGraph;
  /** Put before the ids of its nodes. */
  readonly prefix: string;
  readonly depth: number;
  /** The instance, and where that stands. */
  readonly outer?: { readonly place: Place; readonly instance: ComfyNode };
}

/** @throws RangeError for subgraphs that are nested deeper than 32 times. */
export function toPrompt(file: ComfyFile): Prompt {
  const prompt: Record<string, PromptNode> = {};
  const visit = (place: Place): void => {
    if (place.depth > MAX_DEPTH) throw new RangeError(`Subgraphs are nested deeper than ${MAX_DEPTH} times`);
    for (const node of place.graph.nodes.values()) {
      if (EDITOR_NODES.has(node.type) || node.mode === MUTED || node.mode === BYPASSED) continue;
      const inner = file.subgraphs.get(node.type);
      if (inner) visit(inside(place, node, inner));
      else prompt[`${place.prefix}${node.id}`] = promptNode(file, place, node);
    }
  };
  visit({ graph: file, prefix: '', depth: 0 });
  return withoutMuted(prompt);
}

function inside(place: Place, instance: ComfyNode, graph: ComfyGraph): Place {
  const prefix = `${place.prefix}${instance.id}:`;
  return { graph, prefix, depth: place.depth + 1, outer: { place, instance } };
}

function promptNode(file: ComfyFile, place: Place, node: ComfyNode): PromptNode {
  const inputs: Record<string, unknown> = {};
  for (const [name, value] of widgetValues(node)) inputs[name] = written(promotedValue(place, node.id, name) ?? value);
  for (const { name, link } of node.inputs) {
    if (link === undefined) continue;
    const source = follow(file, place, link);
    if (source.kind === 'link') inputs[name] = [source.id, source.slot];
    else if (source.kind === 'value') inputs[name] = written(source.value);
  }
  return { class_type: node.type, inputs, _meta: { title: node.title ?? node.type } };
}

/** A list is taken for a link by the server, so that one is wrapped. */
function written(value: unknown): unknown {
  return Array.isArray(value) ? { __value__: value } : value;
}

/** The value that an instance of a subgraph shows for a widget inside of it; undefined: the widget's own counts. */
function promotedValue({ outer }: Place, node: string, widget: string): unknown {
  if (!outer) return undefined;
  const { promoted, values } = outer.instance;
  const at = promoted.findIndex(([inner, name]) => inner === node && name === widget);
  const value: unknown = at >= 0 && Array.isArray(values) ? (values as readonly unknown[])[at] : undefined;
  // An instance inside another one may be shown there in turn.
  const further = at >= 0 ? promotedValue(outer.place, outer.instance.id, widget) : undefined;
  return further ?? value ?? undefined;
}

/** Where a link comes from, through everything that does not run. */
function follow(file: ComfyFile, place: Place, link: string): Source {
  const ends = place.graph.links.get(link);
  return ends ? outputOf(file, place, ends.from, ends.fromSlot) : NOTHING;
}

function outputOf(file: ComfyFile, place: Place, id: string, slot: number): Source {
  if (id === SUBGRAPH_INPUTS) return outsideInput(file, place, slot);
  const node = place.graph.nodes.get(id);
  if (!node || node.mode === MUTED) return NOTHING;
  if (node.type === 'PrimitiveNode') return { kind: 'value', value: Object.values(node.values)[0] };
  if (node.type === 'Reroute') return throughInput(file, place, node, 0);
  if (node.mode === BYPASSED) return throughInput(file, place, node, passedInput(node, slot));
  const inner = file.subgraphs.get(node.type);
  if (!inner) return { kind: 'link', id: `${place.prefix}${id}`, slot };
  const within = inside(place, node, inner);
  const end = [...inner.links].find(([, { to, toSlot }]) => to === '-20' && toSlot === slot);
  return end ? follow(file, within, end[0]) : NOTHING;
}

function throughInput(file: ComfyFile, place: Place, node: ComfyNode, index: number): Source {
  const link = node.inputs[index]?.link;
  return link === undefined ? NOTHING : follow(file, place, link);
}

/** The input that a bypassed node passes on: of the output's type, that of the same number first; -1 when none is. */
function passedInput(node: ComfyNode, slot: number): number {
  const type = node.outputs[slot]?.type;
  if (node.inputs[slot]?.type === type) return slot;
  return node.inputs.findIndex((input) => input.type === type);
}

/** What comes in through an input of the subgraph; without a link its widget's value. */
function outsideInput(file: ComfyFile, { graph, outer }: Place, slot: number): Source {
  const name = (graph as { readonly inputs?: ComfyNode['inputs'] }).inputs?.[slot]?.name;
  if (!outer || name === undefined) return NOTHING;
  const { place, instance } = outer;
  const input = instance.inputs.find((it) => it.name === name);
  if (input?.link !== undefined) return follow(file, place, input.link);
  const at = instance.promoted.findIndex(([inner, widget]) => inner === '-1' && widget === name);
  const value: unknown = at >= 0 && Array.isArray(instance.values) ? (instance.values as unknown[])[at] : undefined;
  return value === undefined || value === null ? NOTHING : { kind: 'value', value };
}

/** Links to nodes that are not there are left out: their node reports a missing input. */
function withoutMuted(prompt: Prompt): Prompt {
  const isThere = (value: unknown): boolean => !Array.isArray(value) || Object.hasOwn(prompt, String(value[0]));
  return Object.fromEntries(
    Object.entries(prompt).map(([id, node]) => [
      id,
      { ...node, inputs: Object.fromEntries(Object.entries(node.inputs).filter(([, value]) => isThere(value))) },
    ]),
  );
}
