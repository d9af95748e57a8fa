/** The prompt, the seed and the model of a picture, from the text that it carries. */
import { readFile } from 'node:fs/promises';
import type { NodeDefinition } from '../../graph/define.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import { SUBGRAPH_PREFIX } from '../../graph/flatten/subgraph-type.ts';
import { readLink, type Workflow } from '../../protocol/index.ts';
import { readProvenance, type Provenance } from '../../workflow/picture/provenance.ts';
import type { NewPicture } from './picture-row.ts';

export type PictureFacts = Pick<NewPicture, 'workflow' | 'prompt' | 'seed' | 'model'>;

/** Inputs and nodes with the text of what a picture should not show. */
const NEGATIVE = /negative/i;

/** Empty for a picture that carries no workflow, or one that cannot be read. */
export async function readFacts(path: string, registry: NodeRegistry): Promise<PictureFacts> {
  try {
    return factsOf(readProvenance(await readFile(path), path), registry);
  } catch {
    return {};
  }
}

/**
 * The parameters `prompt`, `seed` and `model` of the workflow, where the picture depends on them; else the first value
 * of that kind among the nodes it depends on.
 */
export function factsOf(
  { workflow, values }: Pick<Provenance, 'workflow' | 'values'>,
  registry: NodeRegistry,
): PictureFacts {
  const avoided = negativeSources(workflow);
  const literals = Object.entries(values).flatMap(([id, inputs]) => {
    const definition = definitionOf(workflow, id, registry);
    return Object.entries(inputs).flatMap(([input, value]) => {
      const kind = definition && kindOf(definition, input);
      const isNegative = NEGATIVE.test(`${id}.${input}`) || avoided.has(id.split('#', 1)[0]);
      return kind === undefined ? [] : [{ kind, value, isNegative }];
    });
  });
  const first = (kind: Kind): unknown =>
    literals.find((each) => each.kind === kind && !each.isNegative && String(each.value).trim() !== '')?.value;
  const fact = (kind: Kind): string | undefined => textOf(parameterOf(workflow, values, kind)) ?? textOf(first(kind));
  const [prompt, seed, model] = [fact('prompt'), fact('seed'), fact('model')];
  return {
    workflow: workflow.name,
    ...(prompt === undefined ? {} : { prompt }),
    ...(seed === undefined ? {} : { seed }),
    ...(model === undefined ? {} : { model }),
  };
}

type Kind = 'prompt' | 'seed' | 'model';

function kindOf({ inputs }: NodeDefinition, name: string): Kind | undefined {
  const input = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  if (input?.kind === 'text') return input.multiline ? 'prompt' : undefined;
  return input?.kind === 'seed' || input?.kind === 'model' ? input.kind : undefined;
}

/** The nodes that are linked to a negative input. */
function negativeSources({ nodes }: Workflow): ReadonlySet<string | undefined> {
  const inputs = Object.values(nodes).flatMap((node) => Object.entries(node.inputs ?? {}));
  return new Set(inputs.flatMap(([input, value]) => (NEGATIVE.test(input) ? [readLink(value)?.node] : [])));
}

/** The value of the first input that a parameter sets, where the picture depends on it. */
function parameterOf(workflow: Workflow, values: Provenance['values'], name: Kind): unknown {
  const [node = '', input = ''] = workflow.parameters?.[name]?.sets[0]?.split('.') ?? [];
  // Copies of a node have the same id before `#`.
  const copies = Object.keys(values).filter((id) => id.split('#', 1)[0] === node);
  return copies.map((id) => values[id]?.[input]).find((value) => value !== undefined);
}

/** @param id of a planned node, such as `group:inner`, `save#2` or `denoise/step-1`. */
function definitionOf(workflow: Workflow, id: string, registry: NodeRegistry): NodeDefinition | undefined {
  const path = (id.split(/[#/]/, 1)[0] as string).split(':');
  let graph: Pick<Workflow, 'nodes'> | undefined = workflow;
  let type: string | undefined;
  for (const part of path) {
    type = graph?.nodes[part]?.type;
    graph = type?.startsWith(SUBGRAPH_PREFIX) ? workflow.subgraphs?.[type.slice(SUBGRAPH_PREFIX.length)] : undefined;
  }
  return type === undefined ? undefined : registry.get(type);
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return text === '' ? undefined : text;
}
