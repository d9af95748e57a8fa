/**
 * LoRAs as a stack: the nodes that change one transformer (or text encoder) one after the other. A node is one of these
 * when it names a LoRA, and passes the socket on that it takes.
 */
import { type Change, type LinkSource, socketOf, type Workflow } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import type { Command } from '../command.ts';
import { type NodeTypes, shapeOf } from '../graph/catalogue.ts';
import { linksOf, wiresFrom } from '../graph/links.ts';
import { linkTo } from '../graph/links-in-values.ts';
import { freePlace } from '../layout/free-place.ts';
import { NODE } from '../layout/geometry.ts';
import { nodeTitle } from '../naming/titles.ts';
import { set } from './changes.ts';
import { rewire } from './feed.ts';
import { addNode } from './nodes.ts';

/** A type of nodes that apply a LoRA. */
interface LoraType {
  readonly type: string;
  /** Name of the input that names the file. */
  readonly file: string;
  /** Name of the input and of the output that it changes. */
  readonly passes: string;
}

export interface LoraStack extends LoraType {
  /** What the first of them changes. */
  readonly source: LinkSource;
  /** Ids of the nodes, the first to be applied first. */
  readonly nodes: readonly string[];
}

/** Between a node and a LoRA behind it, in canvas pixels. */
const GAP = 60;

function loraTypes(types: NodeTypes): readonly LoraType[] {
  return [...types.values()].flatMap(({ type, inputs, outputs }) => {
    const file = Object.keys(inputs).find((name) => {
      const input = inputs[name];
      return input?.kind === 'model' && input.of === 'lora';
    });
    const passes = Object.keys(outputs).find((name) => inputs[name]?.kind === 'socket');
    return file === undefined || passes === undefined ? [] : [{ type, file, passes }];
  });
}

/**
 * Every output that LoRAs change or could change: of nodes that load models, in the order of the workflow. A stack may
 * be empty.
 */
export function loraStacks(workflow: Workflow, types: NodeTypes): readonly LoraStack[] {
  return loraTypes(types).flatMap((lora) => {
    const socket = socketNamed(types.get(lora.type)?.inputs[lora.passes]);
    return Object.entries(workflow.nodes).flatMap(([id, node]) => {
      if (node.type === lora.type) return [];
      const shape = shapeOf(workflow, types, node.type);
      const loads = Object.values(shape.inputs).some(({ kind }) => kind === 'model');
      const outputs = Object.keys(shape.outputs).filter((name) => shape.outputs[name]?.socket.name === socket);
      return (loads ? outputs : []).map((output) => ({
        ...lora,
        source: { node: id, output },
        nodes: chainFrom(workflow, lora, { node: id, output }),
      }));
    });
  });
}

function socketNamed(input: Parameters<typeof socketOf>[0] | undefined): string | undefined {
  return input && socketOf(input);
}

function chainFrom(workflow: Workflow, lora: LoraType, source: LinkSource): readonly string[] {
  const found: string[] = [];
  const nextOf = ({ node, output }: LinkSource): string | undefined =>
    wiresFrom(workflow, node).find(
      ({ from, to }) => from.output === output && workflow.nodes[to.node]?.type === lora.type,
    )?.to.node;
  for (let next = nextOf(source); next !== undefined && !found.includes(next);) {
    found.push(next);
    next = nextOf({ node: next, output: lora.passes });
  }
  return found;
}

/** Applies one more LoRA after the others of a stack. @param file its name; undefined to choose it later. */
export function addLora(workflow: Workflow, types: NodeTypes, stack: LoraStack, file?: string): Command {
  const last = stack.nodes.at(-1);
  const source = last === undefined ? stack.source : { node: last, output: stack.passes };
  const beside = workflow.view?.nodes?.[source.node];
  const at = beside ? { x: beside.x + (beside.width ?? NODE.width) + GAP, y: beside.y } : { x: 0, y: 0 };
  const inputs = { [stack.passes]: linkTo(source), ...(file === undefined ? {} : { [stack.file]: file }) };
  const added = addNode(workflow, types, {
    type: stack.type,
    at: freePlace(workflow, types, at, stack.type),
    inputs,
  });
  const [id = ''] = added.select ?? [];
  const wires = wiresFrom(workflow, source.node).filter(({ from }) => from.output === source.output);
  return { ...added, patch: [...added.patch, ...rewired(workflow, wires, { node: id, output: stack.passes })] };
}

/** One change for each input, also where several wires lead into a list. */
function rewired(workflow: Workflow, wires: ReturnType<typeof wiresFrom>, source: LinkSource): Change[] {
  const ofInputs = new Map(wires.map((wire) => [`${wire.to.node}.${wire.to.input}`, wire]));
  return [...ofInputs.values()].map((wire) => rewire(workflow, wire, source));
}

/** Lets two LoRAs of a stack change places: file, strength, title and mode; the nodes stay where they are. */
export function swapLoras(workflow: Workflow, types: NodeTypes, one: string, other: string): Command {
  const patch = [
    [one, other],
    [other, one],
  ].flatMap(([to = '', from = '']) => {
    const [target, source] = [workflow.nodes[to], workflow.nodes[from]];
    if (!target || !source) return [];
    const isWired = (name: string): boolean =>
      linksOf(to, name, target.inputs?.[name]).length > 0 || linksOf(from, name, source.inputs?.[name]).length > 0;
    const names = Object.keys(shapeOf(workflow, types, target.type).inputs).filter((name) => !isWired(name));
    return [
      ...names.flatMap((name) => set(workflow, ['nodes', to, 'inputs', name], source.inputs?.[name])),
      ...(['mode', 'title'] as const).flatMap((field) => set(workflow, ['nodes', to, field], source[field])),
    ];
  });
  return { name: t('Move {node}', { node: nodeTitle(workflow, types, one) }), patch, select: [other] };
}
