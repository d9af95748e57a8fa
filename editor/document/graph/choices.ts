/** The models that inputs can name, and first guesses for those of a new node. */
import type { InputDefinition, ModelInfo, Models, Workflow } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from './catalogue.ts';

/** The kind of model that an input names when it has no kind of its own: a whole model. */
const WHOLE = 'checkpoint';

/** The models that an input can name; those made for tests are not offered. */
export function modelsFor(input: InputDefinition | undefined, { entries }: Models): readonly ModelInfo[] {
  if (input?.kind !== 'model') return [];
  return entries.filter(({ kinds, isTest }) => kinds.includes(input.of ?? WHOLE) && isTest !== true);
}

/** Whether the server knows a model of this name for an input. */
export function knowsModel(input: InputDefinition | undefined, { entries }: Models, name: string): boolean {
  if (input?.kind !== 'model') return false;
  return entries.some((entry) => entry.name === name && entry.kinds.includes(input.of ?? WHOLE));
}

/** Whether a model agrees with the parts that other nodes of the workflow load from files of their own. */
export function fitsWorkflow(
  workflow: Workflow,
  types: NodeTypes,
  node: string,
  model: ModelInfo,
  { entries }: Models,
): boolean {
  const others = Object.entries(workflow.nodes).flatMap(([id, { type, inputs = {} }]) => {
    if (id === node) return [];
    const names = Object.entries(shapeOf(workflow, types, type).inputs)
      .filter(([, input]) => input.kind === 'model')
      .map(([name]) => inputs[name]);
    return entries.filter(({ name }) => names.includes(name));
  });
  return others.every((other) =>
    Object.entries(other.fits).every(([size, value]) => (model.fits[size] ?? value) === value),
  );
}

/** Values for a new node: the model that another node of the type uses, otherwise the first model that fits. */
export function firstChoices(
  workflow: Workflow,
  types: NodeTypes,
  type: string,
  models: Models,
): Readonly<Record<string, string>> {
  const inputs = Object.entries(shapeOf(workflow, types, type).inputs).filter(
    ([, input]) => input.kind === 'model' && input.default === undefined && input.optional !== true,
  );
  return Object.fromEntries(
    inputs.flatMap(([name, input]) => {
      const offered = modelsFor(input, models);
      const first = offered.find((model) => fitsWorkflow(workflow, types, '', model, models)) ?? offered[0];
      const choice = valueInUse(workflow, type, name) ?? first?.name;
      return choice === undefined ? [] : [[name, choice]];
    }),
  );
}

/** The first text that a node of the type has for an input. */
function valueInUse(workflow: Workflow, type: string, input: string): string | undefined {
  return Object.values(workflow.nodes)
    .filter((node) => node.type === type)
    .map(({ inputs }) => inputs?.[input])
    .find((value) => typeof value === 'string');
}
