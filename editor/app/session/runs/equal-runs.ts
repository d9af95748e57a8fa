/** Several runs of a graph whose seeds all stay the same would be equal. */
import type { Workflow } from '../../../../engine/protocol/index.ts';
import { randomSeed, seedsOf, setSeedPolicy } from '../../../document/seeds.ts';
import type { Command } from '../../../document/command.ts';
import type { NodeTypes } from '../../../document/graph/catalogue.ts';
import { advanceAllSeeds, inEveryGraph } from '../../../document/nested/advance-seeds.ts';
import { t } from '../../../i18n/t.ts';

/** Whether each run would be as the one before: no seed gets a new value after a run, also inside subgraphs. */
export function runsAreEqual(workflow: Workflow, types: NodeTypes): boolean {
  return advanceAllSeeds(workflow, types) === undefined;
}

/** Gives every seed a new random value, now and after each run. @returns undefined when the graph has no seed. */
export function drawSeeds(workflow: Workflow, types: NodeTypes): Command | undefined {
  return inEveryGraph(workflow, (graph) => drawnSeeds(graph, types));
}

function drawnSeeds(workflow: Workflow, types: NodeTypes): Command | undefined {
  const seeds = seedsOf(workflow, types).filter(({ value }) => value !== undefined);
  if (seeds.length === 0) return undefined;
  // Seeds that are equal stay equal, because they mean the same noise.
  const drawn = new Map(seeds.map(({ value }) => [value, randomSeed()]));
  const patch = seeds.flatMap(({ node, input, value }) => [
    { path: ['nodes', node, 'inputs', input], value: drawn.get(value) ?? randomSeed() },
    ...setSeedPolicy(workflow, node, input, 'random').patch,
  ]);
  return { name: t('Draw a new seed for each run'), patch };
}
