/** Random commands, for tests of the history and of several tabs. */
import * as fc from 'fast-check';
import * as commands from '../../../editor/document/commands/index.ts';
import { copyItems } from '../../../editor/document/transfer/clipboard.ts';
import type { Command } from '../../../editor/document/command.ts';
import { wiresOf } from '../../../editor/document/graph/links.ts';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { shippedWorkflow, types } from './support.ts';

/** Numbers from which a command makes its choices. */
export interface Draw {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
}

export const draw: fc.Arbitrary<Draw> = fc.record({ kind: fc.nat(999), a: fc.nat(9999), b: fc.nat(9999) });

const TYPES = [...types.keys()];
const COLOURS = ['amber', 'blue', undefined];

type Make = (workflow: Workflow, draw: Draw) => Command | undefined;

const MAKERS: readonly Make[] = [
  (workflow, { a, b }) =>
    commands.addNode(workflow, types, { type: pick(TYPES, a) ?? '', at: { x: b % 900, y: a % 700 } }),
  (workflow, { a, b }) =>
    commands.insertOnWire(workflow, types, {
      type: pick(TYPES, a) ?? '',
      wire: pick(wiresOf(workflow), b)?.id ?? '',
      at: { x: a, y: b },
    }),
  (workflow, { a, b }) => commands.addReroute(workflow, types, pick(wiresOf(workflow), b)?.id ?? '', { x: a, y: b }),
  (workflow, { a, b }) => {
    const [from, to] = [node(workflow, a), node(workflow, b)];
    const outputs = Object.keys(types.get(workflow.nodes[from]?.type ?? '')?.outputs ?? {});
    const inputs = Object.keys(types.get(workflow.nodes[to]?.type ?? '')?.inputs ?? {});
    return from === to
      ? undefined
      : commands.connect(
          workflow,
          types,
          { node: from, side: 'output', name: pick(outputs, b) ?? 'x' },
          { node: to, side: 'input', name: pick(inputs, a) ?? 'x' },
        );
  },
  (workflow, { a }) => commands.disconnect(workflow, [pick(wiresOf(workflow), a)?.id ?? '']),
  (workflow, { a, b }) => commands.removeItems(workflow, types, some(workflow, a, b % 3), { heal: b % 2 === 0 }),
  (workflow, { a, b }) =>
    commands.moveItems(
      workflow,
      Object.fromEntries(some(workflow, a, 3).map((key, index) => [key, { x: b + index, y: a }])),
      b % 2 === 0 ? 'drag' : undefined,
    ),
  (workflow, { a, b }) =>
    commands.setInput(
      workflow,
      types,
      node(workflow, a),
      pick(['seed', 'steps', 'prompt', 'width'], b) ?? '',
      b % 5 === 0 ? undefined : b,
      b % 2 === 0 ? 'typing' : undefined,
    ),
  (workflow, { a, b }) => commands.setTitle(workflow, node(workflow, a), b % 3 === 0 ? undefined : `Title ${b}`),
  (workflow, { a, b }) => commands.toggleMode(workflow, some(workflow, a, 2), b % 2 === 0 ? 'mute' : 'bypass'),
  (workflow, { a, b }) => commands.setCollapsed(workflow, some(workflow, a, 2), b % 2 === 0),
  (workflow, { a, b }) => commands.setColour(workflow, some(workflow, a, 3), pick(COLOURS, b)),
  (workflow, { a, b }) => commands.addNote(workflow, { x: a, y: b }, `Note ${a}`),
  (workflow, { a, b }) =>
    commands.setNote(workflow, pick(Object.keys(workflow.view?.notes ?? {}), a) ?? '', `Text ${b}`, 'typing'),
  (workflow, { a, b }) => commands.groupItems(workflow, some(workflow, a, 3), `Group ${b}`),
  (workflow, { a }) => commands.ungroup(workflow, [pick(Object.keys(workflow.view?.groups ?? {}), a) ?? '']),
  (workflow, { a, b }) =>
    commands.setGroupMembers(workflow, pick(Object.keys(workflow.view?.groups ?? {}), a) ?? '', some(workflow, b, 2)),
  (workflow, { a, b }) =>
    commands.setSeedPolicy(
      workflow,
      node(workflow, a),
      'seed',
      pick(['fixed', 'random', 'increment'] as const, b) ?? 'fixed',
    ),
  (workflow) => commands.advanceSeeds(workflow, types),
  (workflow, { a }) => commands.duplicateItems(workflow, types, some(workflow, a, 3)),
  (workflow, { a, b }) =>
    commands.pasteItems(workflow, types, copyItems(workflow, some(workflow, a, 3)), { x: a, y: b }),
  (workflow) => commands.arrange(workflow, types),
  (workflow, { a }) => commands.align(workflow, types, some(workflow, a, 3), 'left'),
  (workflow, { a }) => commands.exposeInput(workflow, types, node(workflow, a), 'seed'),
  (workflow, { a }) => commands.hideParameter(workflow, pick(Object.keys(workflow.parameters ?? {}), a) ?? ''),
  (workflow, { b }) => commands.renameWorkflow(workflow, `Name ${b}`),
  (workflow, { a }) =>
    a % 4 === 0
      ? commands.replaceWorkflow(workflow, shippedWorkflow(a % 8 === 0 ? 'grid' : 'edit-in-turns'), 'Open')
      : undefined,
];

/** The drawn command; one without changes when the workflow has nothing to apply it to. */
export function commandOf(workflow: Workflow, drawn: Draw): Command {
  return MAKERS[drawn.kind % MAKERS.length]?.(workflow, drawn) ?? { name: 'Nothing', patch: [] };
}

function pick<T>(list: readonly T[], number: number): T | undefined {
  return list[number % Math.max(1, list.length)];
}

function node(workflow: Workflow, number: number): string {
  return pick(Object.keys(workflow.nodes), number) ?? '';
}

/** Keys of items, most of them nodes. */
function some(workflow: Workflow, number: number, count: number): string[] {
  const keys = [
    ...Object.keys(workflow.nodes),
    ...Object.keys(workflow.view?.notes ?? {}).map((id) => `note:${id}`),
    ...Object.keys(workflow.view?.groups ?? {}).map((id) => `group:${id}`),
    ...wiresOf(workflow)
      .slice(0, 2)
      .map(({ id }) => `wire:${id}`),
  ];
  return [...new Set(Array.from({ length: count + 1 }, (_, index) => pick(keys, number + index * 7) ?? ''))];
}
