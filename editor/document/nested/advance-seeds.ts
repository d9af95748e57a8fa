/** Seeds after a run, also those inside subgraphs. */
import type { Patch, Workflow } from '../../../engine/protocol/index.ts';
import type { Command } from '../command.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { neededSubgraphs } from '../graph/subgraphs.ts';
import { advanceSeeds, type RandomBits } from '../seeds.ts';
import { graphAt } from './graph-at.ts';
import { patchAt } from './patch-at.ts';

/**
 * Changes every seed that is not fixed, in the workflow and in the subgraphs it uses.
 * @returns undefined when all are fixed.
 */
export function advanceAllSeeds(whole: Workflow, types: NodeTypes, bits?: RandomBits): Command | undefined {
  const used = neededSubgraphs(
    whole.subgraphs ?? {},
    Object.values(whole.nodes).map(({ type }) => type),
  );
  const found = [undefined, ...Object.keys(used)].flatMap((subgraph) => {
    const graph = graphAt(whole, subgraph);
    const command = graph && advanceSeeds(graph, types, bits);
    return command ? [{ name: command.name, patch: patchAt(whole, subgraph, command.patch) }] : [];
  });
  const [first] = found;
  if (!first) return undefined;
  return { name: first.name, patch: found.flatMap(({ patch }): Patch => patch) };
}
