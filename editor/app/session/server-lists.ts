/** Lists the server has for the whole editor: node types, models, templates, saved workflows. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Catalogue, Models, OwnNode, SavedWorkflow, Template } from '../../../engine/protocol/index.ts';
import type { Api } from '../../client/api.ts';
import { type NodeTypes, nodeTypes } from '../../document/graph/catalogue.ts';
import { inLanguage } from '../../i18n/in-language.ts';

export interface ServerLists {
  /** In the user's language. Empty until the catalogue has arrived. */
  readonly types: ReadonlySignal<NodeTypes>;
  readonly models: ReadonlySignal<Models>;
  readonly templates: ReadonlySignal<readonly Template[]>;
  readonly saved: ReadonlySignal<readonly SavedWorkflow[]>;
  readonly ownNodes: ReadonlySignal<readonly OwnNode[]>;
  /** Whether the catalogue has arrived. */
  readonly hasTypes: ReadonlySignal<boolean>;
  /** Loads what the first sight needs, without waiting for the live connection. */
  loadFirst(): void;
  /** Loads every list. The catalogue never changes while a page is open, so it is loaded once. */
  load(): void;
  /** Loads the models and the templates, which run when their models are there. */
  loadModels(): void;
  loadSaved(): void;
  loadOwnNodes(): void;
}

export function createServerLists(api: Api): ServerLists {
  const catalogue = signal<Catalogue | undefined>(undefined);
  const types = computed((): NodeTypes => (catalogue.value ? nodeTypes(inLanguage(catalogue.value)) : new Map()));
  const models = signal<Models>({ checkpoints: [], controlNets: [], entries: [], missing: [] });
  const templates = signal<readonly Template[]>([]);
  const saved = signal<readonly SavedWorkflow[]>([]);
  const ownNodes = signal<readonly OwnNode[]>([]);
  /** Lists that were asked for before the first {@link ServerLists.load}. */
  let early: Promise<unknown> | undefined;
  const loadTypes = (): Promise<unknown> => take(api.catalogue(), catalogue);
  const loadTemplates = (): Promise<unknown> => take(api.templates(), templates);
  const loadModels = (): void => void take(api.models(), models);
  const loadSaved = (): void => void take(api.workflows(), saved);
  const loadOwnNodes = (): void => void take(api.ownNodes(), ownNodes);
  return {
    types,
    models,
    templates,
    saved,
    ownNodes,
    hasTypes: computed(() => catalogue.value !== undefined),
    loadFirst() {
      early = Promise.all([loadTypes(), loadTemplates()]);
    },
    load() {
      const first = early;
      early = undefined;
      void Promise.resolve(first).then(() => {
        if (!catalogue.peek()) void loadTypes();
        if (!first) void loadTemplates();
      });
      loadModels();
      loadSaved();
      loadOwnNodes();
    },
    loadModels() {
      loadModels();
      void loadTemplates();
    },
    loadSaved,
    loadOwnNodes,
  };
}

/** Puts an answer into a signal. Without an answer the old list stays; the next welcome of the server asks again. */
function take<T>(asked: Promise<T>, into: { value: T }): Promise<unknown> {
  return asked.then(
    (answer) => (into.value = answer),
    () => undefined,
  );
}
