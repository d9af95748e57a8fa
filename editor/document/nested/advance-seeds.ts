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
  return inEveryGraph(whole, (graph) => advanceSeeds(graph, types, bits));
}

/**
 * One command for the workflow and the subgraphs it uses.
 * @param make makes the command for one of these graphs. @returns undefined when there is none for any.
 */
export function inEveryGraph(whole: Workflow, make: (graph: Workflow) => Command | undefined): Command | undefined {
  const types = Object.values(whole.nodes).map(({ type }) => type);
  const used = Object.keys(neededSubgraphs(whole.subgraphs ?? {}, types));
  const found = [undefined, ...used].flatMap((subgraph) => {
    const graph = graphAt(whole, subgraph);
    const command = graph && make(graph);
    return command ? [{ name: command.name, patch: patchAt(whole, subgraph, command.patch) }] : [];
  });
  const [first] = found;
  return first && { name: first.name, patch: found.flatMap(({ patch }): Patch => patch) };
}
