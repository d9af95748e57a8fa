/**
 * What the parts of the editor share: state as signals, and the actions people can take. Canvas, controls and panels each get
 * this one object and know nothing of each other.
 */
import type { ReadonlySignal, Signal } from '@preact/signals';
import type {
  DocumentInfo,
  Forecast,
  Issue,
  Models,
  NodeActivity,
  RunInfo,
  SavedWorkflow,
  Template,
  Workflow,
} from '../engine/protocol/index.ts';
import type { Api } from './client/api.ts';
import type { NodeTypes } from './document/graph/catalogue.ts';
import type { Command, Document } from './document/document.ts';
import type { Point } from './document/layout/geometry.ts';
import type { WireEnd } from './document/graph/links.ts';

/** Canvas pixels are shown at `x + k * canvasX`. */
export interface Viewport extends Point {
  readonly k: number;
}

/** One open document with what belongs to looking at it; not part of its history. */
export interface Session {
  readonly document: Document;
  /** What the server says of it: its file, its name, whether that file is older. */
  readonly info: ReadonlySignal<DocumentInfo>;
  /** Whether closing it would lose work: it differs from its file, or has none and was edited. */
  readonly unsaved: ReadonlySignal<boolean>;
  /** Keys of items, see document/selection.ts. */
  readonly selection: Signal<ReadonlySet<string>>;
  /** The item keys act on; the last one that was selected. */
  readonly focus: Signal<string | undefined>;
  readonly viewport: Signal<Viewport>;
  /** Makes a change and selects what the command says. */
  run(command: Command): void;
}

/** A small picture of a step, as an address of this tab. */
export interface LivePreview {
  readonly url: string;
  readonly value: number;
  readonly max: number;
}

/** What is known of the latest run of the shown document. */
export interface Activity {
  readonly run: RunInfo | undefined;
  readonly nodes: Readonly<Record<string, NodeActivity>>;
  /** Previews while a node works, by node. */
  readonly previews: Readonly<Record<string, LivePreview>>;
  /** The last pictures of each node, kept over runs until newer ones come. */
  readonly pictures: Readonly<Record<string, RunInfo['files']>>;
}

export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  readonly snap: boolean;
  readonly minimap: boolean;
  /** Run whenever something changes. */
  readonly autoRun: boolean;
  /** How often Run runs. */
  readonly batch: number;
  /** Names of the panels that are open. */
  readonly panels: readonly string[];
  readonly view: 'graph' | 'form';
}

export type ConnectionState = 'connecting' | 'open' | 'lost';

export interface Notice {
  readonly id: string;
  readonly kind: 'info' | 'done' | 'error';
  readonly text: string;
  /** A button on it. */
  readonly action?: { readonly title: string; readonly run: () => void } | undefined;
}

/** Something people can do: in menus, in the command palette, by key. */
export interface Action {
  /** Such as `edit.undo`. */
  readonly id: string;
  readonly title: string;
  readonly group: 'File' | 'Edit' | 'View' | 'Graph' | 'Run' | 'Help';
  /** Such as `Mod+Shift+Z`, `Delete`, `Alt+ArrowUp`; Mod is Ctrl, and Command on a Mac. */
  readonly keys?: readonly string[] | undefined;
  /** Default: always. Read again whenever it is shown or its key is pressed. */
  readonly enabled?: (() => boolean) | undefined;
  readonly run: () => unknown;
}

/** What can be opened in a tab: a saved workflow, a document that is open already, or a workflow as a new document. */
export type DocumentSource =
  | { readonly file: string }
  | { readonly document: string }
  | { readonly workflow: Workflow };

export interface RunOptions {
  /** Nodes to compute; default: all terminal ones. */
  readonly targets?: readonly string[] | undefined;
  /** Before everything that waits. */
  readonly front?: boolean | undefined;
  /** How often; default: the batch of the settings. */
  readonly batch?: number | undefined;
}

/** What takes longer than a moment. Problems become notices or dialogs; nothing here throws. */
export interface Work {
  /** Opens a document and shows it. */
  open(source: DocumentSource): Promise<Session | undefined>;
  /** A JSON text or a picture with a workflow in it, into a new document; asks when `into` has unsaved work. */
  openFile(file: File, into?: Session): Promise<void>;
  /** Saves the shown document; without `name` into the file it has, and without one of those asks for a name. @returns whether it is saved. */
  save(options?: { readonly name?: string | undefined; readonly overwrite?: boolean | undefined }): Promise<boolean>;
  close(session: Session): Promise<void>;
  /** Runs the shown document. */
  run(options?: RunOptions): Promise<void>;
  /** Cancels a run; default: the one of the shown document that runs or waits. */
  cancel(run?: string): Promise<void>;
}

export interface Editor {
  readonly api: Api;
  readonly work: Work;
  readonly types: ReadonlySignal<NodeTypes>;
  readonly models: ReadonlySignal<Models>;
  readonly templates: ReadonlySignal<readonly Template[]>;
  readonly saved: ReadonlySignal<readonly SavedWorkflow[]>;
  readonly connection: ReadonlySignal<ConnectionState>;
  /** Every open document in the order of its tabs. */
  readonly sessions: Signal<readonly Session[]>;
  readonly session: Signal<Session | undefined>;
  /** Of the shown document. */
  readonly activity: ReadonlySignal<Activity>;
  /** Running and waiting runs in order, then finished ones, the latest first; of all documents. */
  readonly runs: ReadonlySignal<readonly RunInfo[]>;
  /** Of the shown document as it is; undefined while it is being asked for. */
  readonly forecast: ReadonlySignal<Forecast | undefined>;
  readonly issues: ReadonlySignal<readonly Issue[]>;
  readonly settings: Signal<Settings>;
  readonly notices: Signal<readonly Notice[]>;
  readonly actions: Signal<readonly Action[]>;
  /** The dialog or palette that is open, if any. */
  readonly dialog: Signal<Dialog | undefined>;
  readonly notify: (kind: Notice['kind'], text: string, action?: Notice['action']) => void;
  /** Selects a node and brings it to the middle of the canvas, in the graph view; goes into the field of an input. */
  readonly reveal: (node: string, input?: string) => void;
}

/** A wire being drawn: where it begins. */
export type { WireEnd };

export type Dialog =
  /** Search for a node to add at a place of the canvas, or near it (`isAnywhere`), for the loose end of a wire, or into a wire. */
  | {
      readonly kind: 'add-node';
      readonly at: Point;
      readonly from?: WireEnd | undefined;
      readonly wire?: string | undefined;
      readonly screen?: Point | undefined;
      readonly isAnywhere?: boolean | undefined;
    }
  | { readonly kind: 'commands' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'templates' }
  | { readonly kind: 'open' }
  | { readonly kind: 'save-as' }
  | { readonly kind: 'share' }
  | { readonly kind: 'compare-runs'; readonly runs: readonly [string, string] }
  /** Pictures at full size: one, or two to compare. */
  | {
      readonly kind: 'viewer';
      readonly urls: readonly string[];
      readonly index: number;
      readonly compare?: string | undefined;
    }
  /** Paint a mask for a picture input of a node. */
  | { readonly kind: 'mask'; readonly node: string; readonly input: string }
  /** The file of the shown document was changed by somebody else, or is there already under that name. */
  | { readonly kind: 'conflict'; readonly name: string; readonly reason: 'changed' | 'exists' }
  /** A dropped workflow beside the shown one, when that has unsaved changes. */
  | { readonly kind: 'replace'; readonly workflow: unknown; readonly source: string }
  | { readonly kind: 'menu'; readonly at: Point; readonly actions: readonly Action[] };
