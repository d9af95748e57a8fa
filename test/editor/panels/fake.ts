/** An editor for tests of panels: a real document, and a server that only records calls. */
import { computed, signal } from '@preact/signals';
import type { CatalogueNode, QueueMode, RunInfo, Workflow } from '../../../engine/protocol/index.ts';
import { nodeTypes, type NodeTypes } from '../../../editor/document/graph/catalogue.ts';
import { Document } from '../../../editor/document/document.ts';
import type { Dialog, Editor, Session } from '../../../editor/editor-context.ts';
import { wholeDocument } from '../whole-document.ts';

const node = (
  type: string,
  inputs: CatalogueNode['inputs'],
  outputs: readonly string[],
  terminal = false,
): CatalogueNode => ({
  type,
  version: 1,
  title: type.charAt(0).toUpperCase() + type.slice(1),
  category: 'test',
  description: `Does ${type}.`,
  terminal,
  inputs,
  outputs: Object.fromEntries(outputs.map((name) => [name, { socket: { name } }])),
});
const socket = (name: string) =>
  ({ kind: 'socket', socket: { name }, title: name.charAt(0).toUpperCase() + name.slice(1) }) as const;

export const TYPES: NodeTypes = nodeTypes({
  nodes: [
    node('load', {}, ['model']),
    node('prompt', { model: socket('model'), prompt: { kind: 'text', multiline: true, title: 'Prompt' } }, ['words']),
    node(
      'paint',
      {
        model: socket('model'),
        words: socket('words'),
        seed: { kind: 'seed', default: 0, title: 'Seed' },
        steps: { kind: 'int', min: 1, max: 50, default: 20, title: 'Steps' },
      },
      ['image'],
    ),
    node('save', { image: socket('image') }, [], true),
  ],
});

export const WORKFLOW: Workflow = {
  format: 'inkloom-workflow',
  version: 3,
  name: 'Fox',
  parameters: { prompt: { sets: ['words.prompt'], title: 'Prompt' }, seed: { sets: ['paint.seed'], title: 'Seed' } },
  nodes: {
    save: { type: 'save', inputs: { image: { from: 'paint.image' } } },
    paint: { type: 'paint', inputs: { model: { from: 'load.model' }, words: { from: 'words.words' }, seed: 7 } },
    words: { type: 'prompt', title: 'Words', inputs: { model: { from: 'load.model' }, prompt: 'A red fox' } },
    load: { type: 'load' },
  },
};

export function fakeRun(number: number, state: RunInfo['state'], more: Partial<RunInfo> = {}): RunInfo {
  const over = state !== 'queued' && state !== 'running';
  return {
    id: `r${number}`,
    number,
    document: 'd',
    name: 'Fox',
    state,
    attempt: 1,
    created: number * 1000,
    ...(over ? { started: number * 1000, ended: number * 1000 + 500 } : {}),
    files: [],
    failures: [],
    ...more,
  };
}

export interface Fake {
  readonly editor: Editor;
  readonly session: Session;
  /** Calls of the server and the editor, in order: name and arguments. */
  readonly calls: readonly (readonly unknown[])[];
  readonly runs: { value: readonly RunInfo[] };
}

/** @param options `answers` of the server by the name of the call. Other calls answer undefined. */
export function fakeEditor(
  options: {
    readonly workflow?: Workflow;
    readonly runs?: readonly RunInfo[];
    readonly queueMode?: QueueMode;
    readonly answers?: Readonly<Record<string, (...inputs: never[]) => unknown>>;
  } = {},
): Fake {
  const calls: (readonly unknown[])[] = [];
  const recorder = (answers: Readonly<Record<string, (...inputs: never[]) => unknown>> = {}) =>
    new Proxy(
      {},
      {
        get:
          (_, name: string) =>
          async (...inputs: readonly unknown[]) => {
            calls.push([name, ...inputs]);
            return answers[name]?.(...(inputs as never[]));
          },
      },
    );
  const document = new Document({ id: 'd', workflow: options.workflow ?? WORKFLOW, send: () => undefined });
  const session: Session = {
    ...wholeDocument(document),
    info: signal({ id: 'd', revision: 0, unsaved: true, name: 'Fox', modified: 0 }),
    unsaved: signal(true),
    selection: signal<ReadonlySet<string>>(new Set()),
    focus: signal<string | undefined>(undefined),
    viewport: signal({ x: 0, y: 0, k: 1 }),
    run(command) {
      document.do(command);
      if (!command.select) return;
      session.selection.value = new Set(command.select);
      session.focus.value = command.select.at(-1);
    },
  };
  const runs = signal(options.runs ?? []);
  const queueMode = signal(options.queueMode ?? 'open');
  const record =
    (name: string) =>
    (...inputs: readonly unknown[]) =>
      void calls.push([name, ...inputs]);
  const editor = {
    api: recorder({ runDetail: () => ({ workflow: options.workflow ?? WORKFLOW }), ...options.answers }),
    work: recorder(),
    types: signal(TYPES),
    models: signal({ checkpoints: [], controlNets: [], entries: [], missing: [] }),
    rescan: () => {},
    status: { now: signal(undefined), watch: () => () => {} },
    log: { entries: signal([]), failure: signal(undefined), open: () => {}, clear: () => {} },
    fleet: { now: signal(undefined), gone: signal([]), failure: signal(undefined), open: () => {} },
    templates: signal([]),
    saved: signal([]),
    ownNodes: signal([]),
    galleryChanges: signal(0),
    connection: signal('open'),
    sessions: signal([session]),
    session: signal(session),
    activity: signal({ run: undefined, nodes: {}, previews: {}, pictures: {}, earlier: {} }),
    runs: computed(() => runs.value),
    queueMode,
    forecast: signal(undefined),
    issues: signal([]),
    settings: signal({
      theme: 'light',
      snap: true,
      minimap: true,
      autoRun: false,
      batch: 1,
      keys: {},
      panels: [],
      view: 'graph',
    }),
    notices: signal([]),
    actions: signal([]),
    dialog: signal<Dialog | undefined>(undefined),
    notify: record('notify'),
    reveal: record('reveal'),
  } as unknown as Editor;
  return { editor, session, calls, runs };
}
