/** Making, unpacking and changing subgraphs: what a workflow computes stays the same, and undo restores the file. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exposeInput, groupItems, setInput } from '../../../../editor/document/commands/index.ts';
import type { Command } from '../../../../editor/document/command.ts';
import { Document } from '../../../../editor/document/document.ts';
import { shapeOf } from '../../../../editor/document/graph/catalogue.ts';
import { subgraphName } from '../../../../editor/document/graph/subgraphs.ts';
import { countInstances, makeUnique, removeUnused } from '../../../../editor/document/nested/commands/instances.ts';
import {
  moveSocket,
  promoteInput,
  removeSocket,
  renameSocket,
  renameSubgraph,
} from '../../../../editor/document/nested/commands/interface.ts';
import { makeSubgraph } from '../../../../editor/document/nested/commands/make.ts';
import { unpackSubgraph } from '../../../../editor/document/nested/commands/unpack.ts';
import { ShownGraph } from '../../../../editor/document/nested/shown-graph.ts';
import { copyItems, duplicateItems, pasteItems } from '../../../../editor/document/transfer/clipboard.ts';
import type { Workflow } from '../../../../engine/protocol/index.ts';
import { workflowSchema } from '../../../../engine/workflow/schema.ts';
import { flatPlan } from './flat-plan.ts';
import { commandOf, draw } from '../random-commands.ts';
import { after, blank, shipped, shippedWorkflow, small, types } from '../support.ts';

function made(workflow: Workflow, keys: readonly string[]): { readonly workflow: Workflow; readonly instance: string } {
  const making = makeSubgraph(workflow, types, keys);
  if (!making.ok) throw new Error(making.reason);
  return { workflow: after(workflow, making.command), instance: making.instance };
}

const NODES = ['size', 'bend', 'decode'];

describe('a subgraph of a selection', () => {
  const { workflow, instance } = made(small, NODES);
  const name = subgraphName(workflow.nodes[instance]?.type ?? '') ?? '';

  it('has an input for each source outside and an output for each source inside', () => {
    expect(workflow.nodes[instance]).toEqual({
      type: 'subgraph/subgraph',
      inputs: { vae: { from: 'checkpoint.vae' } },
    });
    expect(workflow.subgraphs?.[name]).toMatchObject({
      title: 'Subgraph',
      inputs: { vae: { title: 'VAE' } },
      outputs: { image: { title: 'Image', from: 'decode.image' } },
    });
    expect(workflow.nodes['sheet']?.inputs).toEqual({ images: [{ from: `${instance}.image` }] });
    expect(Object.keys(workflow.nodes)).toEqual(['checkpoint', instance, 'sheet', 'save']);
    const shape = shapeOf(workflow, types, `subgraph/${name}`);
    expect([shape.inputs['vae']?.kind, shape.outputs['image']?.socket.name]).toEqual(['socket', 'image']);
  });

  it('computes the same', () => {
    expect(flatPlan(workflow)).toEqual(flatPlan(small));
  });

  it('is unpacked to the same nodes at the same places', () => {
    const unpacked = after(workflow, unpackSubgraph(workflow, types, instance));
    expect(unpacked.nodes).toEqual(small.nodes);
    expect(unpacked.view?.nodes).toEqual(small.view?.nodes);
    expect(unpacked.subgraphs).toBeUndefined();
  });

  it('names inputs of one title after their nodes', () => {
    const template = shippedWorkflow('text-to-image');
    const ids = Object.keys(template.nodes);
    const inner = ids.filter(
      (id) => template.nodes[id]?.type.includes('encode') || template.nodes[id]?.type === 'denoise',
    );
    const result = made(template, inner);
    const subgraph = Object.values(result.workflow.subgraphs ?? {})[0];
    const titles = Object.values(subgraph?.inputs ?? {}).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(flatPlan(result.workflow)).toEqual(flatPlan(template));
  });

  it('keeps the fields of the form', () => {
    const shown = after(small, exposeInput(small, types, 'size', 'width', 'Breadth'));
    const result = made(after(shown, setInput(shown, types, 'size', 'width', 96)), NODES);
    expect(result.workflow.parameters?.['Breadth']?.sets).toEqual([`${result.instance}.width`]);
    expect(result.workflow.nodes[result.instance]?.inputs?.['width']).toBe(96);
    const unpacked = after(result.workflow, unpackSubgraph(result.workflow, types, result.instance));
    expect(unpacked.parameters?.['Breadth']?.sets).toEqual(['size.width']);
    expect(unpacked.nodes['size']?.inputs?.['width']).toBe(96);
  });

  it('takes the title of a group, and the group and notes with it', () => {
    const grouped = after(small, groupItems(small, NODES, 'Make it'));
    const group = Object.keys(grouped.view?.groups ?? {}).find((id) => grouped.view?.groups?.[id]?.title === 'Make it');
    const result = made(grouped, [`group:${group}`, 'note:note']);
    expect(result.workflow.subgraphs?.['make-it']).toMatchObject({
      title: 'Make it',
      view: { notes: small.view?.notes, groups: { [group ?? '']: { title: 'Make it', nodes: NODES } } },
    });
    expect(result.workflow.view?.notes).toBeUndefined();
  });

  it('is refused where a node outside lies between', () => {
    const making = makeSubgraph(small, types, ['size', 'decode']);
    expect(making).toMatchObject({ ok: false, nodes: ['bend'] });
    expect(makeSubgraph(small, types, ['note:note']).ok).toBe(false);
  });

  it('is shared by copies of the instance, until one is made unique', () => {
    const twice = after(workflow, duplicateItems(workflow, types, [instance]));
    expect(countInstances(twice, name)).toBe(2);
    const unique = after(twice, makeUnique(twice, instance));
    expect(countInstances(unique, name)).toBe(1);
    expect(unique.subgraphs?.['subgraph-2']).toEqual({ ...workflow.subgraphs?.[name], title: 'Subgraph 2' });
    expect(flatPlan(unique)).toEqual(flatPlan(twice));
    const kept = after(twice, unpackSubgraph(twice, types, instance));
    expect(kept.subgraphs).toEqual(twice.subgraphs);
    expect(removeUnused(twice).patch).toEqual([]);
    expect(removeUnused({ ...twice, nodes: {} }).patch).toEqual([{ path: ['subgraphs', name] }]);
  });
});

describe('inputs and outputs of a subgraph', () => {
  const { workflow, instance } = made(small, NODES);
  const shown = (): { readonly document: Document; readonly graph: ShownGraph } => {
    const document = new Document({ id: 'd', workflow, send: () => undefined });
    const graph = new ShownGraph(document);
    graph.enter([instance]);
    return { document, graph };
  };

  it('are promoted with their value as default, renamed and ordered without a change of what is computed', () => {
    const { document, graph } = shown();
    const run = (make: (now: Workflow) => Command): unknown => graph.do(make(graph.workflow.peek()));
    run((now) => setInput(now, types, 'size', 'width', 96));
    const plan = flatPlan(document.workflow.peek());
    run((now) => promoteInput(now, types, 'subgraph', { node: 'size', input: 'width' }));
    run((now) => renameSocket(now, 'subgraph', 'inputs', 'width', 'Breadth'));
    run((now) => moveSocket(now, 'subgraph', 'inputs', 'width', 0));
    run((now) => renameSubgraph(now, 'subgraph', 'Small picture'));
    const now = document.workflow.peek();
    expect(flatPlan(now)).toEqual(plan);
    const shape = shapeOf(now, types, 'subgraph/subgraph');
    expect(shape.title).toBe('Small picture');
    expect(Object.keys(shape.inputs)).toEqual(['width', 'vae']);
    expect(shape.inputs['width']).toMatchObject({ kind: 'int', title: 'Breadth', default: 96 });
    while (graph.undo() !== undefined);
    expect(document.workflow.peek()).toEqual(workflow);
    expect(Object.keys(document.workflow.peek().subgraphs?.['subgraph']?.inputs ?? {})).toEqual(['vae']);
  });

  it('are removed with what instances have there', () => {
    const { document, graph } = shown();
    graph.do(promoteInput(graph.workflow.peek(), types, 'subgraph', { node: 'size', input: 'width' }));
    graph.enter([]);
    graph.do(setInput(graph.workflow.peek(), types, instance, 'width', 64));
    const before = document.workflow.peek();
    document.do(removeSocket(before, 'subgraph', 'inputs', 'width'));
    document.do(removeSocket(document.workflow.peek(), 'subgraph', 'outputs', 'image'));
    const now = document.workflow.peek();
    expect(now.nodes[instance]?.inputs).toEqual({ vae: { from: 'checkpoint.vae' } });
    expect(now.nodes['sheet']?.inputs).toBeUndefined();
    expect(now.subgraphs?.['subgraph']).toMatchObject({ inputs: { vae: {} } });
    expect(now.subgraphs?.['subgraph']?.outputs).toBeUndefined();
    document.undo();
    document.undo();
    expect(document.workflow.peek()).toEqual(before);
  });
});

describe('whatever was done to a workflow', () => {
  const start = fc.constantFrom(small, ...shipped.slice(0, 6).map(([, workflow]) => workflow));
  const picks = fc.array(fc.nat(50), { minLength: 1, maxLength: 6 });

  it('a subgraph and its unpacking compute the same, also nested and of several instances', () => {
    fc.assert(
      fc.property(start, fc.array(draw, { maxLength: 6 }), picks, picks, (first, draws, outer, inner) => {
        let workflow = first;
        for (const drawn of draws) workflow = after(workflow, commandOf(workflow, drawn));
        const plan = flatPlan(workflow);
        const making = makeSubgraph(workflow, types, some(workflow, outer));
        fc.pre(making.ok);
        if (!making.ok) return;
        const once = after(workflow, making.command);
        expect(flatPlan(once)).toEqual(plan);
        const again = makeSubgraph(once, types, [making.instance, ...some(once, inner)]);
        const nested = again.ok ? after(once, again.command) : once;
        expect(flatPlan(nested)).toEqual(plan);
        const open = again.ok ? after(nested, unpackSubgraph(nested, types, again.instance)) : nested;
        expect(flatPlan(open)).toEqual(plan);
        const instance = Object.keys(open.nodes).find(
          (id) => open.nodes[id]?.type === once.nodes[making.instance]?.type,
        );
        const flat = after(open, unpackSubgraph(open, types, instance ?? ''));
        expect(flatPlan(flat)).toEqual(plan);
        expect(Object.keys(flat.nodes).length).toBe(Object.keys(workflow.nodes).length);
      }),
      { numRuns: 25 },
    );
  });

  it('undo restores the exact file, across entering and leaving', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(draw, picks), { minLength: 1, maxLength: 14 }), (steps) => {
        const document = new Document({ id: 'd', workflow: small, send: () => undefined });
        const graph = new ShownGraph(document);
        for (const [drawn, chosen] of steps) {
          step(document, graph, drawn, chosen);
          workflowSchema.parse(document.workflow.peek());
        }
        const last = document.workflow.peek();
        while (graph.undo() !== undefined);
        expect(document.workflow.peek()).toEqual(small);
        while (graph.redo() !== undefined);
        expect(document.workflow.peek()).toEqual(last);
      }),
      { numRuns: 25 },
    );
  });
});

function some(workflow: Workflow, numbers: readonly number[]): string[] {
  const ids = Object.keys(workflow.nodes);
  return numbers.flatMap((number) => ids[number % Math.max(1, ids.length)] ?? []);
}

/** One random step: making, unpacking, entering, leaving, or any other command. */
function step(
  document: Document,
  graph: ShownGraph,
  drawn: { readonly kind: number; readonly a: number; readonly b: number },
  chosen: readonly number[],
): void {
  const now = graph.workflow.peek();
  const whole = document.workflow.peek();
  const instances = Object.keys(now.nodes).filter((id) => subgraphName(now.nodes[id]?.type ?? '') !== undefined);
  const instance = instances[drawn.a % Math.max(1, instances.length)];
  const making = makeSubgraph(now, types, some(now, chosen));
  const kind = drawn.kind % 6;
  if (kind === 0 && making.ok) graph.do(making.command);
  else if (kind === 1 && instance !== undefined) graph.do(unpackSubgraph(now, types, instance, whole));
  else if (kind === 2 && instance !== undefined) graph.enter([...graph.path.peek(), instance]);
  else if (kind === 3) graph.enter(graph.path.peek().slice(0, -1));
  else if (kind === 4 && instance !== undefined) graph.do(makeUnique(now, instance));
  else {
    const command = commandOf(now, drawn);
    if (command.name !== 'Open') graph.do(command);
  }
}

describe('a copied instance', () => {
  it('brings its definition to another document, with titles and places, and shares one that is there', () => {
    const { workflow, instance } = made(small, NODES);
    const text = copyItems(workflow, [instance], types);
    const pasted = after(blank(), pasteItems(blank(), types, text, { x: 0, y: 0 }));
    expect(pasted.subgraphs).toEqual(workflow.subgraphs);
    const again = after(pasted, pasteItems(pasted, types, text, { x: 0, y: 0 }));
    expect(Object.keys(again.subgraphs ?? {})).toEqual(['subgraph']);
    expect(countInstances(again, 'subgraph')).toBe(2);
    const other = after(blank(), {
      name: 'x',
      patch: [{ path: ['subgraphs', 'subgraph'], value: { nodes: {} }, create: true }],
    });
    const beside = after(other, pasteItems(other, types, text, { x: 0, y: 0 }));
    expect(Object.values(beside.nodes)[0]?.type).toBe('subgraph/subgraph-2');
  });
});
