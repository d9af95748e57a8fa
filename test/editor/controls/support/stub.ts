/** An editor with one document and no server, for tests of controls. */
import { type Signal, signal } from '@preact/signals';
import type { CatalogueNode, InputDefinition, ModelInfo, Models, Workflow } from '../../../../engine/protocol/index.ts';
import type { Api } from '../../../../editor/client/api.ts';
import { createField, type Field } from '../../../../editor/controls/fields/field.ts';
import type { FieldContext } from '../../../../editor/controls/fields/parts/field-context.ts';
import { Document } from '../../../../editor/document/document.ts';
import { nodeTypes } from '../../../../editor/document/graph/catalogue.ts';
import type { Activity, Dialog, Editor, Session } from '../../../../editor/editor-context.ts';
import { wholeDocument } from '../../whole-document.ts';

export const model = (name: string, ...kinds: readonly string[]): ModelInfo => ({
  name,
  kinds,
  model: 'Qwen-Image',
  format: 'bf16',
  bytes: 40_900_000_000,
  fits: {},
});

export interface Stub {
  readonly editor: Editor;
  readonly session: Session;
  readonly activity: Signal<Activity>;
  /** The value of an input of the node `n`. */
  value(input: string): unknown;
  /** Adds a field of the node `n` to the page. It follows the document. */
  readonly field: (this: void, input: string, variant?: FieldContext['variant']) => Field;
}

export function catalogueNode(
  type: string,
  inputs: Readonly<Record<string, InputDefinition>>,
  outputs: Readonly<Record<string, string>> = {},
): CatalogueNode {
  return {
    type,
    version: 1,
    title: type,
    category: 'test',
    description: '',
    terminal: false,
    inputs,
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, socket]) => [name, { socket: { name: socket } }])),
  };
}

export interface StubOptions {
  readonly nodes: readonly CatalogueNode[];
  readonly workflow: Workflow['nodes'];
  readonly api?: Partial<Api>;
  readonly models?: Models;
  readonly rescan?: () => void;
}

/** The lists of the server, unless a test says otherwise. */
const MODELS: Models = {
  checkpoints: ['one', 'two'],
  controlNets: ['net'],
  entries: [model('one', 'checkpoint', 'textEncoder'), model('two', 'checkpoint'), model('net', 'controlNet')],
  missing: [],
};

export function stub({ nodes, workflow, api = {}, models = MODELS, rescan = () => {} }: StubOptions): Stub {
  const document = new Document({
    id: 'd',
    workflow: { format: 'inkloom-workflow', version: 3, name: 'Test', nodes: workflow },
    send: () => {},
  });
  const info = { id: 'd', revision: 0, unsaved: false, name: 'Test', modified: 0 };
  const session: Session = {
    ...wholeDocument(document),
    info: signal(info),
    unsaved: signal(false),
    selection: signal(new Set<string>()),
    focus: signal(undefined),
    viewport: signal({ x: 0, y: 0, k: 1 }),
  };
  const activity = signal<Activity>({ run: undefined, nodes: {}, previews: {}, pictures: {}, earlier: {} });
  const editor = {
    api: { inputs: async () => [], ...api } as Api,
    types: signal(nodeTypes({ nodes })),
    models: signal(models),
    rescan,
    session: signal(session),
    activity,
    forecast: signal(undefined),
    issues: signal([]),
    dialog: signal<Dialog | undefined>(undefined),
    notify: () => {},
  } as unknown as Editor;
  const inputOf = (input: string): unknown => document.workflow.value.nodes['n']?.inputs?.[input];
  return {
    editor,
    session,
    activity,
    value: inputOf,
    field(input, variant = 'form') {
      const definition = editor.types.peek().get(document.workflow.peek().nodes['n']?.type ?? '')?.inputs[input];
      if (!definition) throw new Error(`No input ${input}`);
      const field = createField({ editor, session, node: 'n', input, definition, variant });
      globalThis.document.body.append(field.element);
      document.workflow.subscribe(() => field.update(inputOf(input)));
      return field;
    },
  };
}

/** Types into a field as a user does: focuses it, sets its text and fires `input`. */
export function enter(field: Field, text: string): HTMLInputElement | HTMLTextAreaElement {
  const control = field.element.querySelector<HTMLInputElement | HTMLTextAreaElement>(
    'input:not([type=range]), textarea',
  );
  if (!control) throw new Error('No text');
  control.focus();
  control.value = text;
  control.dispatchEvent(new Event('input', { bubbles: true }));
  return control;
}

export function press(element: Element, key: string, keys: KeyboardEventInit = {}): void {
  element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...keys }));
}
