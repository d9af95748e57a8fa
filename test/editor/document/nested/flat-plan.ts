/** The flat plan of a workflow in a form that does not depend on ids, to compare two workflows by what they compute. */
import { createHash } from 'node:crypto';
import { readLink, type Workflow } from '../../../../engine/protocol/index.ts';
import { flatten } from '../../../../engine/graph/flatten/flatten.ts';
import { NodeRegistry } from '../../../../engine/graph/registry.ts';
import { standardNodes } from '../../../../nodes/index.ts';

const registry = new NodeRegistry(standardNodes);

/** One digest for each node, over its type, its inputs that are no defaults, and the digests of its sources; sorted. */
export function flatPlan(workflow: Workflow): string[] {
  const { nodes } = flatten(workflow, registry, []);
  const known = new Map<string, string>();
  const digestOf = (id: string): string => {
    const found = known.get(id);
    if (found !== undefined) return found;
    known.set(id, 'cycle');
    const node = nodes.get(id);
    const definitions = registry.get(node?.type ?? '')?.inputs ?? {};
    const inputs = Object.entries(node?.inputs ?? {})
      .filter(([name, value]) => {
        const definition = definitions[name];
        const fallback = definition?.kind === 'socket' ? undefined : definition?.default;
        return value !== undefined && JSON.stringify(value) !== JSON.stringify(fallback);
      })
      .map(([name, value]) => [name, withDigests(value)]);
    const text = JSON.stringify([
      node?.type,
      Object.fromEntries(inputs.toSorted(([a], [b]) => (`${a}` < `${b}` ? -1 : 1))),
    ]);
    const digest = `${node?.type} ${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
    known.set(id, digest);
    return digest;
  };
  const withDigests = (value: unknown): unknown => {
    const link = readLink(value);
    if (link) return [digestOf(link.node), link.output];
    return Array.isArray(value) ? value.map(withDigests) : value;
  };
  return [...nodes.keys()].map(digestOf).toSorted();
}
