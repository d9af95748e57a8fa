/** Parameters of the form that set nodes which move into a subgraph: from then on they set inputs of the instance. */
import type { Change, Workflow } from '../../../../engine/protocol/index.ts';
import type { Crossings } from './crossings.ts';

/** Promotes the inputs that parameters set. @returns a function that makes the changes, given the instance's id. */
export function promotedParameters(
  workflow: Workflow,
  inner: ReadonlySet<string>,
  crossings: Crossings,
): (instance: string) => readonly Change[] {
  const moved = Object.entries(workflow.parameters ?? {}).flatMap(([name, { sets }]) => {
    const targets = sets.map((target) => {
      const dot = target.indexOf('.');
      const node = target.slice(0, dot);
      return inner.has(node) ? { target, input: crossings.promote(node, target.slice(dot + 1)) } : { target };
    });
    return targets.some((each) => 'input' in each) ? [{ name, targets }] : [];
  });
  return (instance) =>
    moved.map(({ name, targets }): Change => {
      const sets = targets.flatMap((each) => {
        if (!('input' in each)) return [each.target];
        return each.input === undefined ? [] : [`${instance}.${each.input}`];
      });
      const path = ['parameters', name];
      return sets.length === 0 ? { path } : { path: [...path, 'sets'], value: sets };
    });
}
