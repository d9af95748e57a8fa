/** The models that a workflow names, and those of them that the server lacks, with the way to get each. */
import type { ModelKind } from '../../../nodes/services/models/entries.ts';
import { KINDS } from '../../../nodes/services/models/missing.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import { withSlashes } from '../../graph/portable-name.ts';
import { commandFor } from '../../host/get/published.ts';
import type { MissingModel } from '../../protocol/index.ts';
import type { Workflow } from '../../workflow/schema.ts';
import type { ModelsThere } from './models-there.ts';
import { REPOSITORIES } from './template-table.ts';

/** A model that a node names. */
interface Named {
  readonly kind: string;
  readonly name: string;
}

/** Kinds of models that are no parts of a pipeline. */
const OTHER_FOLDERS: Readonly<Record<string, string>> = { lora: 'loras' };

/** Each model once, in the order of the nodes. An empty name is no model; a muted node names none. */
function namedModels({ nodes, subgraphs = {} }: Workflow, registry: NodeRegistry): readonly Named[] {
  const all = [nodes, ...Object.values(subgraphs).map((subgraph) => subgraph.nodes)].flatMap(Object.values);
  const named = all.flatMap(({ type, mode, inputs = {} }: Workflow['nodes'][string]): Named[] =>
    mode === 'mute'
      ? []
      : Object.entries(registry.get(type)?.inputs ?? {}).flatMap(([input, definition]) => {
          const name = inputs[input];
          if (definition.kind !== 'model' || typeof name !== 'string' || name === '') return [];
          return [{ kind: definition.of ?? 'checkpoint', name: withSlashes(name) }];
        }),
  );
  return [...new Map(named.map((each) => [`${each.kind} ${each.name}`, each])).values()];
}

export function missingModels(workflow: Workflow, registry: NodeRegistry, there: ModelsThere): readonly MissingModel[] {
  return namedModels(workflow, registry)
    .filter(({ kind, name }) => !isThere(kind, name, there))
    .map(({ kind, name }) => missingModel(kind, name));
}

/** A published model by its name, or a file, and the way to get it. @param kind as in an input's `of`. */
export function missingModel(kind: string, name: string): MissingModel {
  const folder = KINDS[kind as ModelKind]?.folder ?? OTHER_FOLDERS[kind] ?? kind;
  const command = commandFor(name);
  const repository = REPOSITORIES[name];
  return {
    kind,
    name,
    folder,
    ...(command === undefined ? {} : { command }),
    ...(repository === undefined ? {} : { page: `https://huggingface.co/${repository}` }),
  };
}

function isThere(kind: string, name: string, { entries, loras }: ModelsThere): boolean {
  if (kind === 'lora') return loras.includes(name);
  return entries.some((entry) => entry.name === name && entry.kinds.some((each) => each === kind));
}
