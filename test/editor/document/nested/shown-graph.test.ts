/** A subgraph that is shown and edited like a workflow of its own. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addNode,
  connect,
  disconnect,
  moveItems,
  removeItems,
  setInput,
  setTitle,
} from '../../../../editor/document/commands/index.ts';
import type { Command, Edit } from '../../../../editor/document/command.ts';
import { Document } from '../../../../editor/document/document.ts';
import { INPUTS, isBoundary, NEW_SOCKET, OUTPUTS } from '../../../../editor/document/nested/boundary.ts';
import { graphAt } from '../../../../editor/document/nested/graph-at.ts';
import { patchAt } from '../../../../editor/document/nested/patch-at.ts';
import { ShownGraph } from '../../../../editor/document/nested/shown-graph.ts';
import { copyItems } from '../../../../editor/document/transfer/clipboard.ts';
import { applyPatch, clashesOf, type Workflow } from '../../../../engine/protocol/index.ts';
import { workflowSchema } from '../../../../engine/workflow/schema.ts';
import { commandOf, draw } from '../random-commands.ts';
import { blank, small, types } from '../support.ts';

/** Two instances of one subgraph: an empty latent, decoded. */
const whole: Workflow = {
  ...blank({
    checkpoint: { type: 'load-checkpoint', inputs: { checkpoint: 'tiny' } },
    one: { type: 'subgraph/picture', inputs: { vae: { from: 'checkpoint.vae' } } },
    two: { type: 'subgraph/picture', inputs: { vae: { from: 'checkpoint.vae' }, width: 64 } },
    save: { type: 'save-image', inputs: { image: { from: 'one.image' } } },
  }),
  subgraphs: {
    picture: {
      inputs: { vae: {}, width: { title: 'Breadth', default: 128 } },
      outputs: { image: { from: 'decode.image' } },
      nodes: {
        size: { type: 'empty-latent', inputs: { vae: { from: '$inputs.vae' }, width: { from: '$inputs.width' } } },
        decode: { type: 'decode-latent', inputs: { vae: { from: '$inputs.vae' }, latent: { from: 'size.latent' } } },
      },
    },
  },
};

function open(workflow = whole): { readonly document: Document; readonly shown: ShownGraph } {
  const document = new Document({ id: 'd', workflow, send: () => undefined });
  return { document, shown: new ShownGraph(document) };
}

function picture({ subgraphs }: Workflow): NonNullable<Workflow['subgraphs']>[string] | undefined {
  return subgraphs?.['picture'];
}

function inside({ nodes }: Workflow): Workflow['nodes'] {
  return Object.fromEntries(Object.entries(nodes).filter(([id]) => !isBoundary(id)));
}

describe('a shown subgraph', () => {
  it('has its nodes between one that gives its inputs and one that takes its outputs', () => {
    const graph = graphAt(whole, 'picture');
    expect(Object.keys(graph?.nodes ?? {})).toEqual([INPUTS, 'size', 'decode', OUTPUTS]);
    expect(graph?.nodes[INPUTS]?.inputs).toEqual({ width: 128 });
    expect(graph?.nodes[OUTPUTS]?.inputs).toEqual({ image: { from: 'decode.image' } });
    expect(graphAt(whole, 'other')).toBeUndefined();
    expect(graphAt(whole, undefined)).toBe(whole);
  });

  it('keeps parts that did not change the same objects', () => {
    const { shown } = open();
    shown.enter(['one']);
    const before = shown.workflow.peek();
    shown.do(moveItems(before, { size: { x: 5, y: 5 } }));
    expect(shown.workflow.peek().nodes).toBe(before.nodes);
    const places = shown.workflow.peek().view?.nodes ?? {};
    expect(places['size']).toEqual({ x: 5, y: 5 });
    // What was not moved stays where it was shown, although the file had no place for it.
    expect({ ...places, size: undefined }).toEqual({ ...before.view?.nodes, size: undefined });
  });

  it('is changed for every instance, and for the file', () => {
    const { document, shown } = open();
    shown.enter(['one']);
    shown.do(setInput(shown.workflow.peek(), types, 'size', 'height', 96));
    expect(picture(document.workflow.peek())?.nodes['size']?.inputs?.['height']).toBe(96);
    expect(document.workflow.peek().nodes).toBe(whole.nodes);
  });

  it('gets a new input or output with a wire to the last socket', () => {
    const { document, shown } = open();
    shown.enter(['one']);
    const add = (make: (workflow: Workflow) => Command): unknown => shown.do(make(shown.workflow.peek()));
    const input = { node: INPUTS, side: 'output', name: NEW_SOCKET } as const;
    add((graph) => connect(graph, types, input, { node: 'size', side: 'input', name: 'height' }));
    add((graph) =>
      connect(
        graph,
        types,
        { node: 'size', side: 'output', name: 'latent' },
        { node: OUTPUTS, side: 'input', name: NEW_SOCKET },
      ),
    );
    expect(picture(document.workflow.peek())).toMatchObject({
      inputs: { vae: {}, width: { default: 128 }, height: {} },
      outputs: { image: { from: 'decode.image' }, latent: { from: 'size.latent' } },
      nodes: { size: { inputs: { height: { from: '$inputs.height' } } } },
    });
  });

  it('keeps an output whose wire is removed, so that the wires outside stay', () => {
    const { document, shown } = open();
    shown.enter(['one']);
    shown.do(disconnect(shown.workflow.peek(), [`${OUTPUTS}.image`]));
    expect(picture(document.workflow.peek())?.outputs).toEqual({ image: {} });
    expect(() => workflowSchema.parse(document.workflow.peek())).not.toThrow();
  });

  it('never loses its edges', () => {
    const graph = graphAt(whole, 'picture') ?? whole;
    expect(removeItems(graph, types, [INPUTS, OUTPUTS]).patch).toEqual([]);
    expect(copyItems(graph, [INPUTS, OUTPUTS])).toBe('');
    expect(
      patchAt(whole, 'picture', [{ path: ['nodes', INPUTS] }, { path: ['nodes', OUTPUTS, 'title'], value: 'x' }]),
    ).toEqual([]);
  });

  it('is left when its instance disappears, and shown again by undo', () => {
    const { shown } = open();
    shown.enter(['two']);
    shown.do(setInput(shown.workflow.peek(), types, 'size', 'height', 96));
    shown.enter([]);
    shown.do(removeItems(shown.workflow.peek(), types, ['two']));
    shown.enter(['two']);
    expect(shown.path.peek()).toEqual([]);
    shown.undo();
    expect(shown.path.peek()).toEqual([]);
    shown.undo();
    expect(shown.path.peek()).toEqual(['two']);
    shown.redo();
    shown.redo();
    expect(shown.path.peek()).toEqual([]);
  });

  it('takes every command as a workflow does, and undo restores the exact file', () => {
    const inner: Workflow = {
      ...blank({ one: { type: 'subgraph/small' } }),
      subgraphs: { small: { nodes: small.nodes, view: JSON.parse(JSON.stringify(small.view)) } },
    };
    fc.assert(
      fc.property(fc.array(draw, { maxLength: 12 }), (draws) => {
        const { document, shown } = open(inner);
        shown.enter(['one']);
        for (const drawn of draws) {
          const graph = shown.workflow.peek();
          const command = commandOf(graph, drawn);
          // A workflow that replaces another is none of a subgraph.
          if (command.name === 'Open') continue;
          const names = command.patch.some(({ create }) => create === true);
          const wanted = applyPatch(graph, command.patch);
          shown.do(command);
          if (names) continue;
          const now = shown.workflow.peek();
          expect(inside(now)).toEqual(inside(wanted));
          expect(now.view?.notes).toEqual(wanted.view?.notes);
          workflowSchema.parse(document.workflow.peek());
        }
        while (shown.undo() !== undefined);
        expect(document.workflow.peek()).toEqual(inner);
      }),
      { numRuns: 25 },
    );
  });
});

describe('two tabs inside one subgraph', () => {
  it('keep both new nodes of one name, and end up equal', () => {
    const sent: [Edit[], Edit[]] = [[], []];
    const tabs = sent.map((edits) => new Document({ id: 'd', workflow: whole, send: (edit) => edits.push(edit) }));
    const graphs = tabs.map((document) => new ShownGraph(document));
    for (const [index, graph] of graphs.entries()) {
      graph.enter(['one']);
      graph.do(addNode(graph.workflow.peek(), types, { type: 'save-image', at: { x: index, y: 0 } }));
      graph.do(setTitle(graph.workflow.peek(), 'save-image', `Tab ${index}`));
    }
    // The server puts the edits of the first tab first, and refuses the second one's name.
    for (const edit of sent[0]) for (const document of tabs) document.confirm(edit);
    const [late] = sent[1];
    const clashes = clashesOf(tabs[0]?.workflow.peek() ?? whole, late?.patch ?? []);
    expect(clashes).toEqual([['subgraphs', 'picture', 'nodes', 'save-image']]);
    tabs[1]?.giveWay(late?.edit ?? '', clashes);
    for (const edit of tabs[1]?.pending.peek() ?? []) for (const document of tabs) document.confirm(edit);
    const [first, second] = tabs.map((document) => picture(document.workflow.peek())?.nodes);
    expect(second).toEqual(first);
    expect([first?.['save-image']?.title, first?.['save-image-2']?.title]).toEqual(['Tab 0', 'Tab 1']);
    expect(graphs.map((graph) => graph.path.peek())).toEqual([['one'], ['one']]);
  });
});
