/** Several runs of a graph whose seeds all stay the same would be equal. */
import type { Workflow } from '../../../../engine/protocol/index.ts';
import { randomSeed, seedsOf, setSeedPolicy } from '../../../document/seeds.ts';
import type { Command } from '../../../document/command.ts';
import type { NodeTypes } from '../../../document/graph/catalogue.ts';
import { advanceAllSeeds, inEveryGraph } from '../../../document/nested/advance-seeds.ts';
import { t } from '../../../i18n/t.ts';

/** Whether each run would be as the one before: no seed gets a new value after a run. */
export function runsAreEqual(workflow: Workflow, types: NodeTypes): boolean {
  return advanceAllSeeds(workflow, types) === undefined;
}

/**
 * Gives every seed a new random value, now and after each run, also in subgraphs.
 * @returns undefined when there is no seed.
 */
export function drawSeeds(whole: Workflow, types: NodeTypes): Command | undefined {
  // Seeds that are equal stay equal, because they mean the same noise.
  const drawn = new Map<bigint | undefined, number | string>();
  return inEveryGraph(whole, (graph) => {
    const seeds = seedsOf(graph, types).filter(({ value }) => value !== undefined);
    for (const { value } of seeds) if (!drawn.has(value)) drawn.set(value, randomSeed());
    const patch = seeds.flatMap(({ node, input, value }) => [
      { path: ['nodes', node, 'inputs', input], value: drawn.get(value) },
      ...setSeedPolicy(graph, node, input, 'random').patch,
    ]);
    return patch.length === 0 ? undefined : { name: t('Draw a new seed for each run'), patch };
  });
}
