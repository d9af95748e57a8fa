/** What the nodes of a plan name outside of the workflow: models and files. */
import type { InputDefinition } from '../graph/input.ts';
import { withSlashes } from '../graph/portable-name.ts';
import type { Plan } from '../graph/plan.ts';

/** Names of models, each once and sorted. A name that another node gives is left out. */
export function modelsOf(plan: Plan): readonly string[] {
  return namesOf(plan, 'model');
}

/** Names of files in the input folders, each once and sorted. */
export function filesOf(plan: Plan): readonly string[] {
  return namesOf(plan, 'file');
}

function namesOf({ nodes }: Plan, kind: InputDefinition['kind']): readonly string[] {
  const names = new Set<string>();
  for (const { definition, inputs } of nodes.values())
    for (const [name, input] of inputs)
      if (definition.inputs[name]?.kind === kind && input.kind === 'literal' && typeof input.value === 'string')
        names.add(withSlashes(input.value));
  names.delete('');
  return [...names].toSorted();
}
