/** Open documents and a server that orders their edits: lost connections, two tabs, closed tabs. */
import { array, assert, asyncProperty, constant, constantFrom, nat, oneof, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDocuments, type Documents } from '../../../editor/client/documents.ts';
import { createUnconfirmed } from '../../../editor/client/unconfirmed.ts';
import {
  applyPatch,
  clashesOf,
  type ClientMessage,
  type DocumentInfo,
  type LiveEvent,
  type OpenDocument,
  type Patch,
  type Workflow,
} from '../../../engine/protocol/index.ts';
import { MemoryStorage } from './support.ts';

const EMPTY: Workflow = { format: 'inkloom-workflow', version: 3, name: 'Test', nodes: {} };

/** A server with one document, its events, and the connected tabs. */
class FakeServer {
  workflow: Workflow = EMPTY;
  info: DocumentInfo = { id: 'd', revision: 0, unsaved: true, name: 'Test', modified: 0 };
  isOpen = true;
  readonly events: LiveEvent[] = [];
  readonly tabs: Tab[] = [];
  readonly #made = new Map<string, Patch>();

  edit(tab: Tab, { edit, patch, document }: ClientMessage): void {
    if (!this.isOpen) return void tab.documents.refused({ document, edit, message: 'It is closed.' });
    const made = this.#made.get(edit);
    if (made) return tab.documents.known({ document, edit, patch: made });
    const paths = clashesOf(this.workflow, patch);
    if (paths.length > 0)
      return void tab.documents.refused({ document, edit, message: 'It exists.', code: 'exists', paths });
    this.#made.set(edit, patch);
    this.workflow = applyPatch(this.workflow, patch);
    this.info = { ...this.info, revision: this.info.revision + 1 };
    this.publish({ type: 'document-edited', document, revision: this.info.revision, edit, patch });
  }

  publish(body: object): void {
    const event = { ...body, sequence: this.events.length + 1, time: 0 } as LiveEvent;
    this.events.push(event);
    for (const tab of this.tabs) if (tab.isConnected) tab.hear(event);
  }

  read(): OpenDocument {
    return { ...this.info, workflow: this.workflow, used: [] };
  }
}

/** A tab with a connection that can be lost, and messages on their way in both directions. */
class Tab {
  isConnected = false;
  readonly stranded: Workflow[] = [];
  readonly documents: Documents;
  readonly #server: FakeServer;
  #heard = 0;
  #onTheWay: ClientMessage[] | undefined;

  constructor(server: FakeServer, storage: Storage) {
    this.#server = server;
    this.documents = createDocuments({
      read: async () => {
        const answer = server.isOpen ? server.read() : undefined;
        await Promise.resolve();
        if (!this.isConnected) throw new Error('offline');
        return answer;
      },
      send: (message) => {
        // The server sends missed events before it hears of edits.
        if (this.#onTheWay) this.#onTheWay.push(message);
        else if (this.isConnected) server.edit(this, message);
        return this.isConnected;
      },
      unconfirmed: createUnconfirmed(storage),
      stranded: (workflow) => this.stranded.push(workflow),
    });
    server.tabs.push(this);
  }

  hear(event: LiveEvent): void {
    this.#heard = event.sequence;
    this.documents.event(event);
  }

  /** @param afresh whether the server answers with a snapshot, as after a long absence. */
  async connect(afresh = this.#heard === 0): Promise<void> {
    if (this.isConnected) return;
    this.isConnected = true;
    if (afresh) {
      this.#heard = this.#server.events.length;
      this.documents.welcome({ runs: [], documents: this.#server.isOpen ? [this.#server.info] : [], activity: {} });
    } else {
      const missed = this.#server.events.slice(this.#heard);
      this.#onTheWay = [];
      this.documents.welcome(undefined);
      for (const event of missed) this.hear(event);
      const messages = this.#onTheWay;
      this.#onTheWay = undefined;
      for (const message of messages) this.#server.edit(this, message);
    }
    await settled();
  }

  lose(): void {
    this.isConnected = false;
  }

  set(name: string, value: unknown): void {
    this.documents.find('d')?.document.do({ name, patch: [{ path: [name], value }] as Patch });
  }

  get shown(): Workflow | undefined {
    return this.documents.find('d')?.document.workflow.value;
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

const entriesOf = (storage: Storage): string[] => Object.keys(storage);

describe('open documents', () => {
  it('show the workflow of the server and send changes', async () => {
    const [server, storage] = [new FakeServer(), new MemoryStorage()];
    const tab = new Tab(server, storage);
    await tab.connect();
    expect(tab.documents.ready.value).toBe(true);
    tab.set('a', 1);
    expect(server.workflow).toEqual({ ...EMPTY, a: 1 });
    expect(tab.documents.find('d')?.document.pending.value).toEqual([]);
    expect(entriesOf(storage)).toEqual([]);
  });

  it('keep unsent edits over a closed tab', async () => {
    const [server, storage] = [new FakeServer(), new MemoryStorage()];
    const tab = new Tab(server, storage);
    await tab.connect();
    tab.lose();
    tab.set('a', 1);
    tab.set('a', 2);
    expect(entriesOf(storage).length).toBe(2);
    const later = new Tab(server, storage);
    await later.connect();
    expect(later.shown).toEqual({ ...EMPTY, a: 2 });
    expect(server.workflow).toEqual({ ...EMPTY, a: 2 });
    expect(entriesOf(storage)).toEqual([]);
  });

  it('are changed once by an edit whose confirmation was lost', async () => {
    for (const afresh of [true, false]) {
      const [server, storage] = [new FakeServer(), new MemoryStorage()];
      const [tab, other] = [new Tab(server, storage), new Tab(server, storage)];
      await tab.connect();
      await other.connect();
      tab.isConnected = false;
      tab.set('a', 'mine');
      const [edit] = tab.documents.find('d')?.document.pending.value ?? [];
      server.edit(tab, { type: 'edit', document: 'd', edit: edit?.edit ?? '', patch: edit?.patch ?? [] });
      other.set('a', 'theirs');
      await tab.connect(afresh);
      expect(server.events.length).toBe(2);
      expect([tab.shown, other.shown, server.workflow].map((each) => (each as Record<string, unknown>)['a'])).toEqual([
        'theirs',
        'theirs',
        'theirs',
      ]);
      expect(tab.documents.find('d')?.document.pending.value).toEqual([]);
      expect(entriesOf(storage)).toEqual([]);
    }
  });

  it('apply each event once when it arrives while they are read', async () => {
    const [server, storage] = [new FakeServer(), new MemoryStorage()];
    const [tab, other] = [new Tab(server, storage), new Tab(server, storage)];
    await other.connect();
    const connecting = tab.connect();
    other.set('a', 1);
    other.set('b', 2);
    await connecting;
    expect(tab.shown).toEqual({ ...EMPTY, a: 1, b: 2 });
    expect(tab.documents.find('d')?.unsaved.value).toBe(true);
  });

  it('hand back unsent edits when they are closed elsewhere', async () => {
    const [server, storage] = [new FakeServer(), new MemoryStorage()];
    const tab = new Tab(server, storage);
    await tab.connect();
    tab.lose();
    tab.set('a', 1);
    server.isOpen = false;
    server.publish({ type: 'document-closed', document: 'd' });
    await tab.connect(false);
    expect(tab.documents.opened.value).toEqual([]);
    expect(tab.stranded).toEqual([{ ...EMPTY, a: 1 }]);
    expect(entriesOf(storage)).toEqual([]);
  });

  it('know whether they are saved', async () => {
    const server = new FakeServer();
    const tab = new Tab(server, new MemoryStorage());
    await tab.connect();
    const unsaved = (): boolean | undefined => tab.documents.find('d')?.unsaved.value;
    expect(unsaved()).toBe(false);
    tab.set('a', 1);
    expect(unsaved()).toBe(true);
    server.info = { ...server.info, file: 'test', unsaved: false };
    server.publish({ type: 'document-saved', document: server.info });
    expect(unsaved()).toBe(false);
    tab.set('a', 2);
    expect(unsaved()).toBe(true);
  });

  it('are the same in all tabs in the end, whatever is lost on the way', async () => {
    const action = oneof(
      record({
        tab: constantFrom(0 as const, 1 as const),
        what: constant('set' as const),
        name: constantFrom('a', 'b', 'c'),
        value: nat(9),
      }),
      record({ tab: constantFrom(0 as const, 1 as const), what: constantFrom('lose', 'connect', 'undo') }),
      record({ tab: constantFrom(0 as const, 1 as const), what: constantFrom('snapshot', 'reload') }),
    );
    await assert(
      asyncProperty(array(action, { maxLength: 40 }), async (actions) => {
        const server = new FakeServer();
        const storages = [new MemoryStorage(), new MemoryStorage()] as const;
        const tabs: [Tab, Tab] = [new Tab(server, storages[0]), new Tab(server, storages[1])];
        for (const tab of tabs) await tab.connect();
        for (const each of actions) {
          const tab = tabs[each.tab];
          if (each.what === 'set' && 'name' in each) tab.set(each.name, each.value);
          else if (each.what === 'undo') tab.documents.find('d')?.document.undo();
          else if (each.what === 'lose') tab.lose();
          else if (each.what === 'connect') await tab.connect();
          else if (each.what === 'snapshot') {
            tab.lose();
            await tab.connect(true);
          } else {
            tab.lose();
            tabs[each.tab] = new Tab(server, storages[each.tab]);
            await tabs[each.tab].connect();
          }
        }
        for (const tab of tabs) await tab.connect();
        for (const index of [0, 1] as const) {
          const tab = tabs[index];
          expect(tab.shown).toEqual(server.workflow);
          expect(tab.documents.find('d')?.document.pending.value).toEqual([]);
          expect(entriesOf(storages[index])).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });
});
