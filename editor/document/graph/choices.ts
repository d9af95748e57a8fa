/** What a new node needs chosen and has a best guess for: its model. */
import type { Models, Workflow } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from './catalogue.ts';

/** The models an input of a node type can name: ControlNets for a node that hands one out, else checkpoints. */
export function modelsFor(
  workflow: Workflow,
  types: NodeTypes,
  type: string,
  { checkpoints, controlNets }: Models,
): readonly string[] {
  return Object.values(shapeOf(workflow, types, type).outputs).some(({ socket }) => socket.name === 'controlnet')
    ? controlNets
    : checkpoints;
}

/** Literals for a new node of a type: the model another node of the type uses, else the first there is. */
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
      const used = Object.values(workflow.nodes).find(
        (node) => node.type === type && typeof node.inputs?.[name] === 'string',
      )?.inputs?.[name];
      const choice = typeof used === 'string' ? used : first;
      return choice === undefined ? [] : [[name, choice]];
    }),
  );
}
