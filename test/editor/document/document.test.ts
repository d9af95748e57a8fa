/** The document: its history, and the edits of several tabs in one order, over bad connections too. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Edit } from '../../../editor/document/command.ts';
import { Document } from '../../../editor/document/document.ts';
import { moveItems, setInput } from '../../../editor/document/commands/index.ts';
import { applyPatch, clashesOf, usedAfter, type UsedNames, type Workflow } from '../../../engine/protocol/index.ts';
import { formatWorkflow } from '../../../engine/workflow/format.ts';
import { workflowSchema } from '../../../engine/workflow/schema.ts';
import { commandOf, type Draw, draw } from './random-commands.ts';
import { shippedWorkflow, small, types } from './support.ts';

function alone(workflow: Workflow): Document {
  const document: Document = new Document({
    id: 'd',
    workflow,
    send: (edit) => queueMicrotask(() => document.confirm(edit)),
  });
  return document;
}

const start = fc.constantFrom(small, shippedWorkflow('text-to-image'), shippedWorkflow('edit-in-turns'));

describe('history', () => {
  it('undoes to the same file and redoes to the same end, whatever was done', () => {
    fc.assert(
      fc.property(start, fc.array(draw, { maxLength: 12 }), (workflow, draws) => {
        const document = alone(workflow);
        const text = (): string => formatWorkflow(document.workflow.peek());
        const steps: { name: string; before: string; after: string }[] = [];
        for (const drawn of draws) {
          const before = text();
          const command = commandOf(document.workflow.peek(), drawn);
          document.do({ ...command, merge: undefined });
          workflowSchema.parse(document.workflow.peek());
          if (command.patch.length > 0) steps.push({ name: command.name, before, after: text() });
        }
        const end = text();
        for (const { name, before, after } of steps.toReversed()) {
          expect(text()).toBe(after);
          expect(document.undoName.peek()).toBe(name);
          expect(document.undo()).toBe(name);
          expect(text()).toBe(before);
        }
        expect(document.undo()).toBeUndefined();
        expect(text()).toBe(formatWorkflow(workflow));
        while (document.redo() !== undefined) expect(document.undoName.peek()).toBeDefined();
        expect(text()).toBe(end);
      }),
      { numRuns: 50 },
    );
  });

  it('does so with joined steps too', () => {
    fc.assert(
      fc.property(start, fc.array(draw, { maxLength: 20 }), (workflow, draws) => {
        const document = alone(workflow);
        for (const drawn of draws)
          document.do({ ...commandOf(document.workflow.peek(), drawn), merge: drawn.a % 3 === 0 ? undefined : 'one' });
        const end = formatWorkflow(document.workflow.peek());
        while (document.undo() !== undefined) expect(document.redoName.peek()).toBeDefined();
        expect(formatWorkflow(document.workflow.peek())).toBe(formatWorkflow(workflow));
        while (document.redo() !== undefined) expect(document.undoName.peek()).toBeDefined();
        expect(formatWorkflow(document.workflow.peek())).toBe(end);
      }),
      { numRuns: 50 },
    );
  });

  it('joins commands of one merge key until it is settled, and keeps the step small', () => {
    const document = alone(small);
    for (let x = 1; x <= 50; x++) document.do(moveItems(document.workflow.peek(), { save: { x, y: x } }, 'drag'));
    document.settle();
    document.do(moveItems(document.workflow.peek(), { save: { x: 60, y: 60 } }, 'drag'));
    expect([document.undo(), document.workflow.peek().view?.nodes?.['save'], document.undo(), document.undo()]).toEqual(
      ['Move Save image', { x: 50, y: 50 }, 'Move Save image', undefined],
    );
    expect(document.workflow.peek()).toEqual(small);
    document.redo();
    expect(document.pending.peek().at(-1)?.patch.length).toBe(2);
  });

  it('forgets undone steps after a new command, and ignores commands without changes', () => {
    const document = alone(small);
    document.do(setInput(small, types, 'sheet', 'gap', 1));
    document.undo();
    document.do({ name: 'Nothing', patch: [] });
    expect(document.redoName.peek()).toBe('Set gap of Contact sheet');
    document.do(setInput(small, types, 'sheet', 'gap', 2));
    expect([document.redo(), document.undoName.peek()]).toEqual([undefined, 'Set gap of Contact sheet']);
  });
});

/** A server that puts edits in one order and makes none twice. */
class Server {
  workflow: Workflow;
  used: UsedNames = new Set();
  readonly events: Edit[] = [];
  refused = 0;

  constructor(workflow: Workflow) {
    this.workflow = workflow;
  }

  knows(edit: string): boolean {
    return this.events.some((event) => event.edit === edit);
  }

  /** Taken names of an edit's new items. An edit the server has already has none. */
  clashes({ edit, patch }: Edit): ReturnType<typeof clashesOf> {
    return this.knows(edit) ? [] : clashesOf(this.workflow, patch, this.used);
  }

  take(edit: Edit): boolean {
    if (this.knows(edit.edit)) return true;
    const next = applyPatch(this.workflow, edit.patch);
    if (!workflowSchema.safeParse(next).success) {
      this.refused += 1;
      return false;
    }
    this.used = usedAfter(this.used, this.workflow, next);
    this.workflow = next;
    this.events.push(edit);
    return true;
  }
}

/**
 * A tab. Its edits are on their way until they are delivered or the connection is lost. Events come in the server's
 * order.
 */
class Tab {
  readonly document: Document;
  readonly #server: Server;
  #sent: string[] = [];
  #connected = true;
  #read = 0;

  constructor(server: Server) {
    this.#server = server;
    this.document = new Document({
      id: 'd',
      workflow: server.workflow,
      send: (edit) => (this.#connected ? this.#sent.push(edit.edit) : undefined),
    });
  }

  act({ what, drawn }: Act): void {
    const { document } = this;
    if (what === 'do') document.do(commandOf(document.workflow.peek(), drawn));
    if (what === 'undo') document.undo();
    if (what === 'redo') document.redo();
    if (what === 'settle') document.settle();
    if (what === 'deliver') this.#deliver();
    if (what === 'hear') this.#hear();
    if (what === 'lose') this.#lose();
    if (what === 'join') this.join(false);
    if (what === 'start over') this.join(true);
  }

  /** @param snapshot whether the tab starts over from the server's workflow instead of reading missed events. */
  join(snapshot: boolean): void {
    this.#lose();
    this.#connected = true;
    if (snapshot) {
      this.document.reset(this.#server.workflow, this.#server.used);
      this.#read = this.#server.events.length;
    }
    this.#sent = this.document.pending.peek().map(({ edit }) => edit);
  }

  settle(): void {
    while (this.#sent.length > 0) this.#deliver();
  }

  catchUp(): void {
    while (this.#read < this.#server.events.length) this.#hear();
  }

  #lose(): void {
    this.#connected = false;
    this.#sent = [];
  }

  #deliver(): void {
    const id = this.#sent.shift();
    const edit = this.document.pending.peek().find((each) => each.edit === id);
    if (!edit) return;
    const clashes = this.#server.clashes(edit);
    if (clashes.length > 0) {
      this.document.giveWay(edit.edit, clashes);
      this.#sent.unshift(edit.edit);
      return;
    }
    const isOld = this.#server.events.slice(0, this.#read).some((event) => event.edit === edit.edit);
    // The tab has read the event of this edit already, so the server tells it that the edit is made.
    if (!this.#server.take(edit) || isOld) this.document.refuse(edit.edit);
  }

  #hear(): void {
    const event = this.#connected ? this.#server.events[this.#read] : undefined;
    if (!event) return;
    this.#read += 1;
    this.document.confirm(event);
  }
}

interface Act {
  readonly tab: 0 | 1;
  readonly what: string;
  readonly drawn: Draw;
}

const act: fc.Arbitrary<Act> = fc.record({
  tab: fc.constantFrom(0, 1),
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constant('do') },
    { weight: 8, arbitrary: fc.constantFrom('deliver', 'hear') },
    { weight: 3, arbitrary: fc.constantFrom('undo', 'redo', 'settle') },
    { weight: 1, arbitrary: fc.constantFrom('lose', 'join', 'start over') },
  ),
  drawn: draw,
});

describe('two tabs', () => {
  it('end with the workflow of the server, whatever is delayed, lost or sent again', () => {
    fc.assert(
      fc.property(start, fc.array(act, { maxLength: 40 }), (workflow, acts) => {
        const server = new Server(workflow);
        const tabs = [new Tab(server), new Tab(server)] as const;
        for (const each of acts) tabs[each.tab].act(each);
        for (const tab of tabs) tab.join(false);
        for (const tab of tabs) tab.settle();
        for (const tab of tabs) tab.catchUp();
        for (const { document } of tabs) {
          expect(document.pending.peek()).toEqual([]);
          expect(formatWorkflow(document.workflow.peek())).toBe(formatWorkflow(server.workflow));
        }
        expect(server.refused).toBe(0);
        // No new item had a name that was taken.
        let [before, used]: [Workflow, UsedNames] = [workflow, new Set()];
        for (const { patch } of server.events) {
          expect(clashesOf(before, patch, used)).toEqual([]);
          const after = applyPatch(before, patch);
          [before, used] = [after, usedAfter(used, before, after)];
        }
      }),
      { numRuns: 100 },
    );
  });

  it('keep both changes when they concern different fields', () => {
    const server = new Server(small);
    const [one, two] = [new Tab(server), new Tab(server)];
    one.document.do(setInput(small, types, 'sheet', 'gap', 1));
    two.document.do(setInput(small, types, 'sheet', 'columns', 2));
    two.document.do(moveItems(small, { sheet: { x: 1, y: 2 } }));
    for (const tab of [two, one]) tab.settle();
    for (const tab of [one, two]) tab.catchUp();
    expect(one.document.workflow.peek()).toEqual(two.document.workflow.peek());
    expect(server.workflow.nodes['sheet']?.inputs).toMatchObject({ gap: 1, columns: 2 });
    one.document.undo();
    one.settle();
    two.catchUp();
    expect(server.workflow.nodes['sheet']?.inputs).not.toHaveProperty('gap');
    expect(server.workflow.nodes['sheet']?.inputs).toMatchObject({ columns: 2 });
  });

  it('do not bring back items the other tab removed', () => {
    const server = new Server(small);
    const [one, two] = [new Tab(server), new Tab(server)];
    one.document.do({
      name: 'Remove',
      patch: [{ path: ['view', 'notes', 'note'] }, { path: ['view', 'nodes', 'save'] }, { path: ['nodes', 'save'] }],
    });
    two.document.do(moveItems(small, { 'save': { x: 5, y: 5 }, 'note:note': { x: 5, y: 5 } }));
    for (const tab of [one, two]) tab.settle();
    for (const tab of [one, two]) tab.catchUp();
    expect(server.workflow).toEqual(one.document.workflow.peek());
    expect([server.workflow.nodes['save'], server.workflow.view?.nodes?.['save'], server.workflow.view?.notes]).toEqual(
      [undefined, undefined, undefined],
    );
  });

  it('keep the shown object while only their own edits are confirmed', () => {
    const server = new Server(small);
    const tab = new Tab(server);
    tab.document.do(setInput(small, types, 'sheet', 'gap', 1));
    const shown = tab.document.workflow.peek();
    tab.settle();
    tab.catchUp();
    expect(tab.document.workflow.peek()).toBe(shown);
    expect(tab.document.pending.peek()).toEqual([]);
  });
});
