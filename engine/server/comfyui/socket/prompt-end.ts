/** How a run ended, as the last messages of its prompt tell it. */
import { join } from 'node:path';
import type { PromptRun } from '../prompt-request.ts';
import type { PromptShape } from './prompt-shape.ts';
import type { PromptEnd } from './run-messages.ts';

/**
 * @param prompt a run that is over.
 * @param outputs what its output nodes gave, as the history lists it.
 * @param pictures the folder of the pictures of nodes.
 */
export function endOf(
  { run }: PromptRun,
  shape: PromptShape,
  outputs: Readonly<Record<string, object>>,
  pictures: string,
): PromptEnd {
  const filesOf = (id: string): string[] =>
    run.files.flatMap(({ folder, node, name }) =>
      folder === 'preview' && shape.theirs(node) === id ? [join(pictures, name)] : [],
    );
  const senders = [...shape.nodes.values()].filter((node) => node.isOutput && node.sendsPictures);
  const sent = Object.fromEntries(senders.map(({ id }) => [id, filesOf(id)]));
  return {
    state: run.state === 'done' || run.state === 'failed' ? run.state : 'cancelled',
    time: run.ended ?? Date.now(),
    failures: run.failures,
    outputs: Object.fromEntries(Object.entries(outputs).filter(([id]) => !Object.hasOwn(sent, id))),
    pictures: sent,
  };
}
