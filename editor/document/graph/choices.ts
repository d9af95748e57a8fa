/** First guesses for inputs of a new node that have no default: its model. */
import type { Models, Workflow } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from './catalogue.ts';

/**
 * The models an input of a node type can name: ControlNets for a node with a ControlNet output, otherwise checkpoints.
 */
export function modelsFor(
  workflow: Workflow,
  types: NodeTypes,
  type: string,
  { checkpoints, controlNets }: Models,
): readonly string[] {
  const outputs = Object.values(shapeOf(workflow, types, type).outputs);
  return outputs.some(({ socket }) => socket.name === 'controlnet') ? controlNets : checkpoints;
}

/** Values for a new node: the model that another node of the type uses, otherwise the first model. */
export function firstChoices(
  workflow: Workflow,
  types: NodeTypes,
  type: string,
  models: Models,
): Readonly<Record<string, string>> {
  const names = Object.entries(shapeOf(workflow, types, type).inputs)
    .filter(([, input]) => input.kind === 'model' && input.default === undefined)
    .map(([name]) => name);
  const [first] = modelsFor(workflow, types, type, models);
  return Object.fromEntries(
    names.flatMap((name) => {
      const choice = valueInUse(workflow, type, name) ?? first;
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
