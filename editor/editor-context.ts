/**
 * The one object that canvas, controls and panels share: state as signals, and the actions the user can take. It keeps
 * those three from importing each other's state.
 */
import type { ReadonlySignal, Signal } from '@preact/signals';
import type {
  DocumentInfo,
  Issue,
  Models,
  NodeActivity,
  OwnNode,
  QueueMode,
  RunInfo,
  SavedWorkflow,
  Template,
  Workflow,
  WorkflowForecast,
} from '../engine/protocol/index.ts';
import type { Language } from './i18n/language.ts';
import type { Api } from './client/api.ts';
import type { FleetView } from './client/fleet.ts';
import type { LogView } from './client/server-log.ts';
import type { StatusView } from './client/server-status.ts';
import type { NodeTypes } from './document/graph/catalogue.ts';
import type { Command } from './document/command.ts';
import type { GraphDocument } from './document/nested/shown-graph.ts';
import type { Earlier } from './document/upstream-changes.ts';
import type { Point } from './document/layout/geometry.ts';
import type { WireEnd } from './document/graph/links.ts';

/** A canvas position p appears on the screen at `x + k * p`. */
export interface Viewport extends Point {
  readonly k: number;
}

/** One open document and how this tab looks at it. The latter is not part of the undo history. */
export interface Session {
  /** The shown graph of the document: the workflow itself, or a subgraph that was entered. */
  readonly document: GraphDocument;
  /** The whole workflow, as it is saved, shared and run. */
  readonly whole: ReadonlySignal<Workflow>;
  /** Ids of the instances of subgraphs that were entered, outermost first. Empty for the workflow itself. */
  readonly path: ReadonlySignal<readonly string[]>;
  /** Shows the graph at a path, or the innermost one of the path that exists. */
  enter(path: readonly string[]): void;
  /** The server's record of the document: its name, its file, whether the file is older. */
  readonly info: ReadonlySignal<DocumentInfo>;
  /** Whether closing would lose work: the document differs from its file, or was edited and has no file. */
  readonly unsaved: ReadonlySignal<boolean>;
  /** Item keys, see document/selection.ts. */
  readonly selection: Signal<ReadonlySet<string>>;
  /** The item that key presses act on: the one selected last. */
  readonly focus: Signal<string | undefined>;
  readonly viewport: Signal<Viewport>;
  /** Applies a command made for the shown graph and selects the items it names. */
  run(command: Command): void;
  /** Applies a command made for the whole workflow. */
  runWhole(command: Command): void;
}

/** A small picture of an unfinished result. `url` is an object URL, valid in this tab only. */
export interface LivePreview {
  readonly url: string;
  readonly value: number;
  readonly max: number;
}

/** The latest run of the shown document. */
export interface Activity {
  readonly run: RunInfo | undefined;
  readonly nodes: Readonly<Record<string, NodeActivity>>;
  /** Previews of running nodes, by node id. */
  readonly previews: Readonly<Record<string, LivePreview>>;
  /**
   * The pictures of each node, by node id: those it would give now, wherever they were made, or else its latest ones.
   */
  readonly pictures: Readonly<Record<string, RunInfo['files']>>;
  /** Of nodes whose pictures are of an earlier state: what has changed since. */
  readonly earlier: Readonly<Record<string, Earlier>>;
}

export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  /** `system`: the first language of the browser that the editor knows. */
  readonly language: 'system' | Language;
  readonly snap: boolean;
  readonly minimap: boolean;
  /** Run after every change. */
  readonly autoRun: boolean;
  /** Number of runs that one press of Run queues. */
  readonly batch: number;
  /** Keys that the user gave to actions, by their ids. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** Names of the open panels. */
  readonly panels: readonly string[];
  /** Whether the user has closed the panels of runs, which then stay closed when a run starts. */
  readonly runsClosed: boolean;
  /** Pages besides graph and form are not kept across reloads. */
  readonly view: 'graph' | 'form' | 'settings' | 'gallery';
}

export type ConnectionState = 'connecting' | 'open' | 'lost';

export interface Notice {
  readonly id: string;
  readonly kind: 'info' | 'done' | 'error';
  readonly text: string;
  /** A button inside the notice. */
  readonly action?: { readonly title: string; readonly run: () => void } | undefined;
}

/** Something the user can do, offered in menus, in the command palette and by key. */
export interface Action {
  /** For example `edit.undo`. */
  readonly id: string;
  /** In lists of all actions. */
  readonly title: string;
  /** What it does in the present state, such as `Unmute` or `Delete 3 nodes`. Default: the title. */
  readonly label?: (() => string) | undefined;
  /** Whether what it switches is on. Menus show a check then. Default: it is not a switch. */
  readonly isOn?: (() => boolean) | undefined;
  /** The colour that it gives, as a custom property of the theme, such as `--socket-image`. */
  readonly swatch?: string | undefined;
  readonly group: 'File' | 'Edit' | 'View' | 'Graph' | 'Run' | 'Help';
  /** For example `Mod+Shift+Z`, `Delete` or `Alt+ArrowUp`. Mod is Ctrl, or Command on a Mac. */
  readonly keys?: readonly string[] | undefined;
  /** Its keys before the user changed them; absent when the user did not. */
  readonly usualKeys?: readonly string[] | undefined;
  /**
   * Whether the keys work only while the canvas has the focus: single keys that change the graph. Elsewhere somebody
   * may be typing, even if the field has just gone.
   */
  readonly onCanvas?: true | undefined;
  /** Default: always. Called each time the action is shown or its key is pressed. */
  readonly enabled?: (() => boolean) | undefined;
  readonly run: () => unknown;
}

/** Something to open in a tab: a saved workflow, a document the server has open, or a workflow as a new document. */
export type DocumentSource =
  | { readonly file: string }
  | { readonly document: string }
  | { readonly workflow: Workflow };

export interface RunOptions {
  /** Nodes to compute. Default: all terminal nodes. */
  readonly targets?: readonly string[] | undefined;
  /** Queue the run ahead of all waiting runs. */
  readonly front?: boolean | undefined;
}

/** Operations that need the server. Problems become notices or dialogs; no method throws. */
export interface Work {
  /** Opens a document and shows it. @returns undefined when that failed. */
  open(source: DocumentSource): Promise<Session | undefined>;
  /**
   * Opens a JSON file, or a picture that contains a workflow, as a new document. When `into` has unsaved work, asks
   * whether to replace it instead.
   */
  openFile(file: File, into?: Session): Promise<void>;
  /**
   * Saves the shown document under `name`, or else to its own file. Without either, asks for a name.
   * @returns whether the document was saved.
   */
  save(options?: { readonly name?: string | undefined; readonly overwrite?: boolean | undefined }): Promise<boolean>;
  close(session: Session): Promise<void>;
  /** Runs the shown document. */
  run(options?: RunOptions): Promise<void>;
  /** Cancels the running or waiting run of the shown document. */
  cancel(): Promise<void>;
}

export interface Editor {
  readonly api: Api;
  readonly work: Work;
  readonly types: ReadonlySignal<NodeTypes>;
  readonly models: ReadonlySignal<Models>;
  /** Has the server look for models anew. */
  rescan(): void;
  /** Device, memory and models of the server, while somebody looks. */
  readonly status: StatusView;
  readonly log: LogView;
  readonly fleet: FleetView;
  readonly templates: ReadonlySignal<readonly Template[]>;
  readonly saved: ReadonlySignal<readonly SavedWorkflow[]>;
  /** Subgraphs that the server keeps for every workflow. */
  readonly ownNodes: ReadonlySignal<readonly OwnNode[]>;
  /** Counts the changes of the gallery. */
  readonly galleryChanges: ReadonlySignal<number>;
  readonly connection: ReadonlySignal<ConnectionState>;
  /** Every open document, in the order of the tabs. */
  readonly sessions: Signal<readonly Session[]>;
  /** The shown document. */
  readonly session: Signal<Session | undefined>;
  /** Activity of the shown document. */
  readonly activity: ReadonlySignal<Activity>;
  /** Runs of all documents: running and waiting ones in order, then finished ones, latest first. */
  readonly runs: ReadonlySignal<readonly RunInfo[]>;
  /** Whether the server takes runs and starts them. */
  readonly queueMode: ReadonlySignal<QueueMode>;
  /** The forecast for the shown document in its present state. Undefined until the server has answered. */
  readonly forecast: ReadonlySignal<WorkflowForecast | undefined>;
  readonly issues: ReadonlySignal<readonly Issue[]>;
  readonly settings: Signal<Settings>;
  readonly notices: Signal<readonly Notice[]>;
  readonly actions: Signal<readonly Action[]>;
  /** The open dialog, palette or menu. */
  readonly dialog: Signal<Dialog | undefined>;
  readonly notify: (kind: Notice['kind'], text: string, action?: Notice['action']) => void;
  /**
   * Switches to the graph view, selects a node, centres it, and focuses the field of `input` if given. With a path,
   * shows the subgraph there first; without one, the node is in the shown graph.
   */
  readonly reveal: (node: string, input?: string, path?: readonly string[]) => void;
}

export type Dialog =
  /**
   * Search for a node to add. `at` is in canvas pixels; the node goes to the nearest free place. `from` is the
   * loose end of a wire to connect, `wire` the id of a wire to insert the node into, `screen` where the palette opens.
   */
  | {
      readonly kind: 'add-node';
      readonly at: Point;
      readonly from?: WireEnd | undefined;
      readonly wire?: string | undefined;
      readonly screen?: Point | undefined;
    }
  | { readonly kind: 'commands' }
  | { readonly kind: 'keys' }
  /** The help page of a node type. */
  | { readonly kind: 'help'; readonly type: string }
  /** With the name of a template: what it needs. */
  | { readonly kind: 'templates'; readonly template?: string | undefined }
  | { readonly kind: 'open' }
  | { readonly kind: 'save-as' }
  | { readonly kind: 'share' }
  | { readonly kind: 'compare-runs'; readonly runs: readonly [string, string] }
  /** Pictures at full size. `compare` is the picture to compare the shown one with. */
  | {
      readonly kind: 'viewer';
      readonly urls: readonly string[];
      readonly index: number;
      readonly compare?: string | undefined;
    }
  /** Paint a mask for a picture input of a node. */
  | { readonly kind: 'mask'; readonly node: string; readonly input: string }
  /** Saving was refused: the file was changed by somebody else, or another file has that name. */
  | { readonly kind: 'conflict'; readonly name: string; readonly reason: 'changed' | 'exists' }
  /** A workflow was dropped while the shown one has unsaved changes. `source` is the name of the dropped file. */
  | { readonly kind: 'replace'; readonly workflow: unknown; readonly source: string }
  /** A workflow of another program was opened, and this was not understood. `source` is the name of the file. */
  | { readonly kind: 'not-understood'; readonly source: string; readonly messages: readonly string[] }
  | { readonly kind: 'menu'; readonly at: Point; readonly actions: readonly Action[] };

/** The dialog of one kind. */
export type DialogOf<K extends Dialog['kind']> = Extract<Dialog, { readonly kind: K }>;
