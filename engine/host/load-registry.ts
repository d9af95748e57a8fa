/**
 * The node types of a program: those that ship, and those of node packs its user names. A workflow file never names a
 * pack, because loading one runs its code.
 */
import { standardNodes } from '../../nodes/index.ts';
import type { NodeDefinition } from '../graph/define.ts';
import { NodeRegistry } from '../graph/registry.ts';
import { importPack } from './pack-loader.ts';
import { UsageError } from './usage-error.ts';

/**
 * @param packs files of ES modules, JavaScript or TypeScript, that export `nodes`, a list of node definitions.
 * @throws UsageError for a pack that cannot be loaded, exports no nodes, or repeats a type.
 */
export async function loadRegistry(packs: readonly string[] = []): Promise<NodeRegistry> {
  const registry = new NodeRegistry(standardNodes);
  for (const pack of packs) {
    for (const node of await nodesOf(pack)) add(registry, node, pack);
  }
  return registry;
}

function add(registry: NodeRegistry, node: NodeDefinition, pack: string): void {
  try {
    registry.add(node);
  } catch (error) {
    throw new UsageError(`--nodes ${pack}: ${(error as Error).message}`, { cause: error });
  }
}

async function nodesOf(pack: string): Promise<readonly NodeDefinition[]> {
  const module = (await importPack(pack).catch((cause: unknown) => {
    throw new UsageError(`--nodes ${pack}: cannot be loaded: ${(cause as Error).message}`, { cause });
  })) as { readonly nodes?: unknown };
  if (Array.isArray(module.nodes) && module.nodes.every(isDefinition)) return module.nodes;
  throw new UsageError(
    `--nodes ${pack}: expected an export "nodes", a list of node definitions (made with defineNode)`,
  );
}

function isDefinition(value: unknown): value is NodeDefinition {
  if (typeof value !== 'object' || value === null) return false;
  const { type, inputs, outputs } = value as Partial<NodeDefinition>;
  const hasSockets = typeof inputs === 'object' && typeof outputs === 'object';
  return typeof type === 'string' && hasSockets && ('run' in value || 'expand' in value);
}
