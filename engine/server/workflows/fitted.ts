/**
 * Fits a workflow to the models that are there. One that names a whole published model also runs with the files of its
 * parts, which is how `inkloom models get` brings it.
 */
import type { ModelEntry } from '../../../nodes/services/models/entries.ts';
import { isWhole, type Pipeline, pipelinesOf } from '../../../nodes/services/models/whole-pipelines.ts';
import { isTransformerOf } from '../../host/get/published.ts';
import type { Workflow } from '../../workflow/schema.ts';
import { intoParts, WHOLE } from './into-parts.ts';

/** @returns the workflow itself when every whole model that it names is there, or nothing can stand in for it. */
export function fitted(workflow: Workflow, entries: readonly ModelEntry[]): Workflow {
  return Object.entries(workflow.nodes).reduce((made, [id, { type, inputs: { checkpoint: name } = {} }]) => {
    if (type !== WHOLE || typeof name !== 'string' || entries.some((entry) => entry.name === name)) return made;
    const found = publishedAmong(entries, name);
    if (typeof found === 'string') return withCheckpoint(made, id, found);
    if (!found) return made;
    const { transformer, textEncoders, vaes } = found;
    return intoParts(made, id, {
      transformer: transformer.name,
      textEncoder: textEncoders[0]?.name ?? '',
      vae: vaes[0]?.name ?? '',
    });
  }, workflow);
}

/**
 * A whole model of a published name: the name of its checkpoint, or the files of its parts.
 * @param name without its owner, such as `Qwen-Image`
 */
export function publishedAmong(entries: readonly ModelEntry[], name: string): string | Pipeline | undefined {
  const whole = entries.find((entry) => entry.kinds.includes('checkpoint') && lastOf(entry.name) === name);
  if (whole) return whole.name;
  return pipelinesOf(entries).find((each) => isWhole(each) && isTransformerOf(name, lastOf(each.transformer.name)));
}

/** The last part of a name such as `Qwen/Qwen-Image`. */
function lastOf(name: string): string {
  return name.split('/').at(-1) ?? name;
}

function withCheckpoint(workflow: Workflow, id: string, checkpoint: string): Workflow {
  const node = { ...workflow.nodes[id], type: WHOLE, inputs: { checkpoint } };
  return { ...workflow, nodes: { ...workflow.nodes, [id]: node } };
}
