/** Choosing a model of the list: for the selected node that loads such models, else for a new one. */
import type { InputDefinition, ModelInfo } from '../../../engine/protocol/index.ts';
import { addNode, setInput } from '../../document/commands/index.ts';
import { addLora, loraStacks } from '../../document/commands/loras.ts';
import { shapeOf } from '../../document/graph/catalogue.ts';
import { freePlace } from '../../document/layout/free-place.ts';
import { boundsOf, NODE } from '../../document/layout/geometry.ts';
import type { Editor, Session } from '../../editor-context.ts';

/** Between the new node and the others, in canvas pixels. */
const GAP = 60;

/** @returns whether there was a node to change or to add. */
export function applyModel(editor: Editor, session: Session, model: ModelInfo): boolean {
  const workflow = session.document.workflow.peek();
  const types = editor.types.peek();
  for (const id of session.selection.peek()) {
    const node = workflow.nodes[id];
    const input = node && inputFor(shapeOf(workflow, types, node.type).inputs, model);
    if (input === undefined) continue;
    session.run(setInput(workflow, types, id, input, model.name));
    return true;
  }
  if (model.kinds.includes('lora')) {
    const [stack] = loraStacks(workflow, types);
    if (!stack) return false;
    session.run(addLora(workflow, types, stack, model.name));
    return true;
  }
  const [kind] = model.kinds;
  const loader = [...types.values()].find(({ type, inputs }) => {
    const first = Object.values(inputs).find((each) => each.kind === 'model');
    return type.startsWith('load-') && first?.kind === 'model' && (first.of ?? 'checkpoint') === kind;
  });
  const input = loader && inputFor(loader.inputs, model);
  if (!loader || input === undefined) return false;
  const views = Object.values(workflow.view?.nodes ?? {});
  const bounds = boundsOf(views.map(({ x, y, width = NODE.width }) => ({ x, y, width, height: 0 })));
  const left = bounds ? { x: bounds.x - NODE.width - GAP, y: bounds.y } : { x: 0, y: 0 };
  const at = freePlace(workflow, types, left, loader.type);
  session.run(addNode(workflow, types, { type: loader.type, at, inputs: { [input]: model.name } }));
  return true;
}

/** The first input that names such a model. */
function inputFor(inputs: Readonly<Record<string, InputDefinition>>, { kinds }: ModelInfo): string | undefined {
  return Object.keys(inputs).find((name) => {
    const input = inputs[name];
    return input?.kind === 'model' && kinds.includes(input.of ?? 'checkpoint');
  });
}
