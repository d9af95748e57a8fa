/** CPU time to arrange graphs of 1,000 nodes: a chain, a web, and the parts of many workflows. */
import { arrange } from '../../editor/document/layout/arrange/arrange.ts';
import { nodeTypes } from '../../editor/document/graph/catalogue.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import type { Workflow } from '../../engine/protocol/index.ts';
import { catalogueOf } from '../../engine/server/catalogue.ts';
import { standardNodes } from '../../nodes/index.ts';
import { record } from '../record.ts';

const NODES = 1000;
const ROUNDS = 5;

/** Ids of the nodes that feed a node, by its place. */
type Sources = (index: number) => readonly number[];

const GRAPHS: Readonly<Record<string, Sources>> = {
  'chain': (index) => (index === 0 ? [] : [index - 1]),
  'web': (index) => (index === 0 ? [] : [(index - 1) >> 1, Math.max(0, index - 7)]),
  'parts of ten': (index) => (index % 10 === 0 ? [] : [index - 1]),
};

const types = nodeTypes(catalogueOf(new NodeRegistry(standardNodes)));

function graphOf(sources: Sources): Workflow {
  const nodes = Array.from({ length: NODES }, (_, index) => {
    const [image, over] = sources(index).map((source) => ({ from: `n${source}.image` }));
    const inputs = { ...(image ? { below: image } : {}), ...(over ? { above: over } : {}) };
    return [`n${index}`, { type: 'composite-image', inputs }] as const;
  });
  return { format: 'inkloom-workflow', version: 3, name: 'Bench', nodes: Object.fromEntries(nodes) };
}

const figures = Object.entries(GRAPHS).map(([name, sources]) => {
  const times = Array.from({ length: ROUNDS }, () => {
    const workflow = graphOf(sources);
    const began = process.cpuUsage();
    arrange(workflow, types);
    return process.cpuUsage(began).user / 1000;
  });
  const [first = 0] = times;
  return `${name} ${first.toFixed(0)} ms of CPU at first, then ${Math.min(...times).toFixed(0)} ms`;
});
console.log(figures.join('\n'));
await record('npx tsx bench/layout/arrange.ts', `${NODES} nodes: ${figures.join('; ')}`);
