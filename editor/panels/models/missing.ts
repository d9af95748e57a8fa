/** Models that the shown workflow names and the server does not have. */
import { type Models, withSlashes, type Workflow } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from '../../document/graph/catalogue.ts';
import { knowsModel } from '../../document/graph/choices.ts';
import { GROUPS } from './kinds.ts';

export interface MissingModel {
  readonly name: string;
  /** The nodes that name it. */
  readonly nodes: readonly string[];
  /** Folder of a place for models that it belongs into. */
  readonly folder: string;
  /** Gets it, where it is published. */
  readonly command: string | undefined;
}

export function missingModels(workflow: Workflow, types: NodeTypes, models: Models): readonly MissingModel[] {
  const found = new Map<string, MissingModel>();
  for (const [node, { type, inputs = {} }] of Object.entries(workflow.nodes))
    for (const [name, input] of Object.entries(shapeOf(workflow, types, type).inputs)) {
      const value = inputs[name];
      if (input.kind !== 'model' || typeof value !== 'string' || value === '') continue;
      const file = withSlashes(value);
      if (knowsModel(input, models, file)) continue;
      const group = GROUPS.find(({ kind }) => kind === (input.of ?? 'checkpoint'));
      const key = `${group?.folder ?? ''}/${file}`;
      const nodes = [...(found.get(key)?.nodes ?? []), node];
      const command = models.commands?.[file.split('/').at(-1) ?? file];
      found.set(key, { name: file, nodes, folder: group?.folder ?? 'checkpoints', command });
    }
  return [...found.values()];
}
