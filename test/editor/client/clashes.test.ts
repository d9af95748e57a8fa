/**
 * Two tabs choose the same names for new items. Both items stay, and every change reaches the item it was meant for,
 * whatever is delayed, lost, late, sent again, undone by one or by both, or kept by the browser while the tab was
 * closed. A new item never gets the name of another, even of a removed one.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDocuments, type Documents } from '../../../editor/client/documents.ts';
import { createUnconfirmed } from '../../../editor/client/unconfirmed.ts';
import {
  addNode,
  addNote,
  exposeInput,
  groupItems,
  removeItems,
  renameGroup,
  setNote,
  setTitle,
} from '../../../editor/document/commands/index.ts';
import type { Command } from '../../../editor/document/command.ts';
import type { Document } from '../../../editor/document/document.ts';
import {
  applyPatch,
  type ClientMessage,
  clashesOf,
  type LiveEvent,
  type OpenDocument,
  type Patch,
  readLink,
  type ServerMessage,
  usedAfter,
  type UsedNames,
  valueAt,
  type Workflow,
} from '../../../engine/protocol/index.ts';
import { formatWorkflow } from '../../../engine/workflow/format.ts';
import { workflowSchema } from '../../../engine/workflow/schema.ts';
import { blank, types } from '../document/support.ts';
import { MemoryStorage } from './support.ts';

/** Numbers of the items. Every new item gets its own, which stays the same when the item is renamed. */
function tagsOf({ nodes, parameters = {}, view = {} }: Workflow): number[] {
  const texts = [
    ...Object.values(parameters).map(({ description }) => description),
    ...Object.values(view.notes ?? {}).map(({ text }) => text),
    ...Object.values(view.groups ?? {}).map(({ title }) => title),
  ];
  return [
    ...Object.values(nodes).map(({ inputs }) => Number(inputs?.['tag'])),
    ...texts.map((text) => Number.parseInt(text ?? '', 10)),
  ];
}

class Server {
  workflow: Workflow = blank();
  used: UsedNames = new Set();
  readonly events: LiveEvent[] = [];
  readonly tabs: Tab[] = [];
  readonly made = new Map<string, Patch>();
  /** Messages that were sent over connections that are lost now. */
  readonly late: ClientMessage[] = [];
  /** Numbers of items that were ever there, and of those that were removed on purpose. */
  readonly seen = new Set<number>();
  readonly removed = new Set<number>();
  /** Paths of items that a creation replaced, although they existed. */
  readonly replaced: (readonly string[])[] = [];

  receive({ document, edit, patch }: ClientMessage, tab?: Tab): void {
    const known = this.made.get(edit);
    if (known) return tab?.answer({ type: 'edit-known', document, edit, patch: known });
    const paths = clashesOf(this.workflow, patch, this.used);
    if (paths.length > 0)
      return tab?.answer({ type: 'edit-refused', document, edit, message: 'It exists.', code: 'exists', paths });
    const [last, before] = [this.workflow, tagsOf(this.workflow)];
    this.workflow = applyPatch(last, patch);
    this.used = usedAfter(this.used, last, this.workflow);
    this.replaced.push(
      ...patch
        .filter(
          ({ path, create }) =>
            create && valueAt(last, path) !== undefined && valueAt(this.workflow, path) !== valueAt(last, path),
        )
        .map(({ path }) => path),
    );
    workflowSchema.parse(this.workflow);
    const after = new Set(tagsOf(this.workflow));
    for (const tag of after) this.seen.add(tag);
    if (patch.some(({ value }) => value === undefined))
      for (const tag of before) if (!after.has(tag)) this.removed.add(tag);
    this.made.set(edit, patch);
    const event: LiveEvent = {
      type: 'document-edited',
      document,
      edit,
      patch,
      revision: this.events.length + 1,
      sequence: this.events.length + 1,
      time: 0,
    };
    this.events.push(event);
    for (const each of this.tabs) each.hearOf(event);
  }

  read(): OpenDocument {
    return {
      id: 'd',
      revision: this.events.length,
      unsaved: true,
      name: 'Test',
      modified: 0,
      workflow: this.workflow,
      used: [...this.used],
    };
  }
}

class Tab {
  readonly documents: Documents;
  readonly #server: Server;
  #connected = false;
  #heard: number | undefined;
  #out: ClientMessage[] = [];
  #in: (LiveEvent | ServerMessage)[] = [];

  constructor(server: Server, storage: Storage) {
    this.#server = server;
    server.tabs.push(this);
    this.documents = createDocuments({
      read: async () => server.read(),
      send: (message) => this.#connected && this.#out.push(structuredClone(message)) > 0,
      unconfirmed: createUnconfirmed(storage),
      stranded: () => {
        throw new Error('No document is closed here');
      },
    });
  }

  get document(): Document | undefined {
    return this.documents.find('d')?.document;
  }

  answer(message: ServerMessage): void {
    if (this.#connected) this.#in.push(message);
  }

  hearOf(event: LiveEvent): void {
    if (this.#connected) this.#in.push(event);
  }

  async join(afresh = this.#heard === undefined): Promise<void> {
    if (this.#connected) return;
    this.#connected = true;
    const { events } = this.#server;
    this.#in = afresh ? [] : events.slice(this.#heard);
    if (afresh) this.#heard = events.length;
    this.documents.welcome(afresh ? { runs: [], documents: [this.#server.read()], activity: {} } : undefined);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  }

  /** @param late whether messages that were sent still arrive some day. */
  lose(late: boolean): void {
    this.#connected = false;
    if (late) this.#server.late.push(...this.#out);
    [this.#in, this.#out] = [[], []];
  }

  deliver(): boolean {
    const message = this.#out.shift();
    if (message) this.#server.receive(message, this);
    return message !== undefined;
  }

  hear(): boolean {
    const message = this.#in.shift();
    if (message && 'sequence' in message) this.#heard = message.sequence;
    if (message?.type === 'edit-known') this.documents.known(message);
    else if (message?.type === 'edit-refused') this.documents.refused(message);
    else if (message) this.documents.event(message as LiveEvent);
    return message !== undefined;
  }

  leave(): void {
    this.lose(false);
    this.#server.tabs.splice(this.#server.tabs.indexOf(this), 1);
  }
}

/** A command of one of the tabs. */
function commandOf(workflow: Workflow, what: string, a: number, b: number, tag: number): Command | undefined {
  const ids = Object.keys(workflow.nodes);
  const [one, other] = [a, b].map((number) => ids[number % Math.max(1, ids.length)] ?? '') as [string, string];
  const { notes = {}, groups = {} } = workflow.view ?? {};
  const [note, group] = [notes, groups].map((all) => Object.keys(all).at(-1) ?? '') as [string, string];
  const tagOf = (id: string): string => `t${Number(workflow.nodes[id]?.inputs?.['tag'])}`;
  if (what === 'add') return addNode(workflow, types, { type: 'denoise', at: { x: a, y: b }, inputs: { tag } });
  if (what === 'add and link' && one)
    return addNode(workflow, types, {
      type: 'denoise',
      at: { x: a, y: b },
      inputs: { tag, latent: { from: `${one}.${tagOf(one)}` } },
    });
  if (what === 'note') return addNote(workflow, { x: a, y: b }, String(tag));
  if (what === 'offer' && one) {
    const { patch, ...rest } = exposeInput(workflow, types, one, tagOf(one), 'seed');
    return {
      ...rest,
      patch: patch.map((change) => ({ ...change, value: { ...(change.value as object), description: String(tag) } })),
    };
  }
  if (what === 'title') return setTitle(workflow, one, tagOf(one));
  if (what === 'link' && one)
    return {
      name: 'Link',
      patch: [
        {
          path: ['nodes', other, 'inputs', b % 2 ? 'latent' : 'other'],
          value:
            b % 3
              ? { from: `${one}.${tagOf(one)}` }
              : [{ from: `${one}.${tagOf(one)}` }, { from: `${other}.${tagOf(other)}` }],
        },
      ],
    };
  if (what === 'group' && one && !Object.values(groups).some(({ nodes }) => nodes.includes(one)))
    return groupItems(workflow, [one], String(tag));
  if (what === 'write')
    return b % 2
      ? setNote(workflow, note, `${Number.parseInt(notes[note]?.text ?? '', 10)} ${a}`)
      : renameGroup(workflow, group, `${Number.parseInt(groups[group]?.title ?? '', 10)} ${a}`);
  if (what === 'remove' && one) return removeItems(workflow, types, [one]);
  // Both tabs are likely to remove the same item.
  if (what === 'remove the last')
    return removeItems(workflow, types, [ids.at(-1) ?? '', b % 2 ? `note:${note}` : `group:${group}`]);
  return undefined;
}

/** Every reference names the item it was made for: it leads to that item, or to none when the item was removed. */
function expectMeant(workflow: Workflow): void {
  const check = (id: string, meant: string): void => {
    const tag = workflow.nodes[id]?.inputs?.['tag'];
    if (tag !== undefined) expect(`t${Number(tag)}`).toBe(meant);
  };
  for (const [id, { title, inputs = {} }] of Object.entries(workflow.nodes)) {
    if (title !== undefined) check(id, title);
    for (const value of Object.values(inputs)) {
      for (const source of (Array.isArray(value) ? value : [value]).map(readLink))
        if (source) check(source.node, source.output);
    }
  }
  for (const { sets } of Object.values(workflow.parameters ?? {}))
    for (const target of sets) check(...(target.split('.') as [string, string]));
}

const kinds = (names: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...names);
interface Act {
  readonly tab: 0 | 1;
  readonly what: string;
  readonly a: number;
  readonly b: number;
}

const act = (calm: boolean): fc.Arbitrary<Act> =>
  fc.record({
    tab: fc.constantFrom(0 as const, 1 as const),
    what: fc.oneof(
      { weight: 5, arbitrary: kinds(['add', 'add', 'add and link', 'note', 'group', 'offer']) },
      { weight: 4, arbitrary: kinds(['title', 'link', 'write']) },
      { weight: 8, arbitrary: kinds(calm ? ['deliver', 'hear'] : ['deliver', 'hear', 'sync']) },
      {
        weight: calm ? 2 : 4,
        arbitrary: kinds(
          calm ? ['undo', 'redo'] : ['undo', 'redo', 'remove', 'exchange', 'remove by both', 'undo by both'],
        ),
      },
      { weight: 2, arbitrary: kinds(['lose', 'lose late', 'join', 'join', 'join afresh', 'reload', 'late']) },
    ),
    a: fc.nat(99),
    b: fc.nat(99),
  });

/** Sequences that seldom happen by chance are drawn as one act. */
function actsOf(one: Act): readonly Act[] {
  if (one.what === 'exchange')
    return ['remove the last', 'sync', 'add', 'note', 'group'].map((what) => ({ ...one, what }));
  if (one.what === 'remove by both') return ([0, 1] as const).map((tab) => ({ ...one, tab, what: 'remove the last' }));
  if (one.what === 'undo by both') return ([0, 1] as const).map((tab) => ({ ...one, tab, what: 'undo' }));
  return [one];
}

async function play(acts: readonly Act[], calm: boolean): Promise<void> {
  const server = new Server();
  const storages = [new MemoryStorage(), new MemoryStorage()] as const;
  const tabs: [Tab, Tab] = [new Tab(server, storages[0]), new Tab(server, storages[1])];
  for (const tab of tabs) await tab.join();
  let made = 0;
  for (const { tab: index, what, a, b } of acts.flatMap(actsOf)) {
    const tab = tabs[index];
    const { document } = tab;
    const adds = (name: string | undefined): boolean => calm && /^(?:Add|Show|Group)/.test(name ?? '');
    if (what === 'deliver') tab.deliver();
    else if (what === 'hear') tab.hear();
    else if (what === 'sync') while (tab.deliver() || tab.hear());
    else if (what === 'late') server.late.splice(0, 1).forEach((message) => server.receive(message));
    else if (what.startsWith('lose')) tab.lose(what === 'lose late');
    else if (what.startsWith('join')) {
      if (what === 'join afresh') tab.lose(false);
      await tab.join(what === 'join afresh' || undefined);
    } else if (what === 'reload') {
      tab.leave();
      tabs[index] = new Tab(server, storages[index]);
      await tabs[index].join();
    } else if (document) {
      if (what === 'undo' && !adds(document.undoName.peek())) document.undo();
      else if (what === 'redo') document.redo();
      else {
        const command = commandOf(document.workflow.peek(), what, a, b, made + 1);
        if (command?.patch.some(({ create }) => create)) made += 1;
        if (command) document.do(command);
      }
    }
  }
  for (const message of server.late.splice(0)) server.receive(message);
  for (const tab of tabs) await tab.join();
  let turns = 0;
  for (let busy = true; busy;) {
    busy = false;
    for (const tab of tabs) {
      while (tab.deliver() || tab.hear()) {
        busy = true;
        expect((turns += 1)).toBeLessThan(5000);
      }
    }
  }
  for (const tab of tabs) {
    expect(tab.document?.pending.peek()).toEqual([]);
    expect(formatWorkflow(tab.document?.workflow.peek() ?? blank())).toBe(formatWorkflow(server.workflow));
  }
  expect(storages.flatMap((storage) => Object.keys(storage))).toEqual([]);
  const tags = tagsOf(server.workflow);
  // An item that both tabs restored exists once.
  expect(tags.toSorted((x, y) => x - y)).toEqual([...new Set(tags)].toSorted((x, y) => x - y));
  expect([...server.seen].toSorted((x, y) => x - y)).toEqual(Array.from({ length: made }, (_, index) => index + 1));
  expect([...server.seen].filter((tag) => !tags.includes(tag) && !server.removed.has(tag))).toEqual([]);
  expect(!calm || (tags.length === made && server.removed.size === 0)).toBe(true);
  expect(server.replaced).toEqual([]);
  expectMeant(server.workflow);
}

/** An example, written as acts of tab, name, and optionally the number by which it chooses. */
const example = (text: string): [Act[]] => [
  text.split(', ').map((each) => {
    const [, tab, what = '', b] = /^(\d) ([a-z ]+?) ?(\d?)$/.exec(each) ?? [];
    return { tab: tab === '1' ? 1 : 0, what, a: 0, b: Number(b) };
  }),
];

const EXAMPLES = [
  // One tab removes an item and creates another, while the other tab is offline and changes the removed one.
  '0 add, 0 sync, 1 sync, 1 lose, 0 remove the last, 0 sync, 0 reload, 0 add, 0 sync, 1 title, 1 join',
  '0 add, 0 note, 0 sync, 1 sync, 1 lose, 0 remove the last 1, 0 sync, 0 reload, 0 note, 0 sync, 1 write 1, 1 join',
  '0 add, 0 add, 0 group, 0 sync, 1 sync, 1 lose, 0 remove the last, 0 sync, ' +
    '0 reload, 0 group, 0 sync, 1 write, 1 join',
  '0 add, 0 sync, 1 sync, 1 lose, 0 undo, 0 sync, 0 reload, 0 add, 0 sync, 1 add and link, 1 reload',
  // Both tabs restore the same item, with changes to it in between.
  '0 add, 0 note, 0 sync, 1 sync, 0 remove by both 1, 0 sync, 1 sync, 0 undo by both, 0 sync, 1 sync',
  '0 add, 0 sync, 1 sync, 0 remove by both, 1 sync, 1 undo, 1 title, 1 sync, 0 undo, 0 sync, 0 add',
].map(example);

describe('two tabs that create items of the same name', () => {
  it.each([
    ['nothing is removed', true],
    ['items are removed and restored', false],
  ])('keep both items, each with its own changes, while %s', async (_what, calm) => {
    const outcome = await fc.check(
      fc.asyncProperty(fc.array(act(calm), { maxLength: 60, size: 'max' }), (acts) => play(acts, calm)),
      { numRuns: 200, examples: calm ? [] : EXAMPLES },
    );
    expect(outcome.failed ? fc.defaultReportMessage(outcome) : '').toBe('');
  });
});
