/** Which weight files each node of a plan uses: those that the fingerprints of nodes that name models are made of. */
import { basename } from 'node:path';
import { FILE_DIGESTS, type FileDigests, type NamedFile } from '../../../nodes/services/tokens.ts';
import type { FingerprintContext } from '../../graph/define.ts';
import type { PlannedNode } from '../../graph/check-node.ts';
import type { Plan } from '../../graph/plan.ts';
import type { Services } from '../../graph/service.ts';

const WEIGHTS = /\.(safetensors|sft|gguf)$/i;

/**
 * Files by node, sorted by name: the name inside a checkpoint's folder, or that of a single file. A node whose model
 * is missing has none: the run says so.
 */
export async function modelFilesOf(
  { nodes }: Plan,
  services: Services,
): Promise<ReadonlyMap<string, readonly NamedFile[]>> {
  const found = new Map<string, readonly NamedFile[]>();
  /** Copies of a node name the same model again and again. */
  const known = new Map<string, Promise<readonly NamedFile[]>>();
  for (const node of nodes.values()) {
    if (!Object.values(node.definition.inputs).some(({ kind }) => kind === 'model')) continue;
    const literals = literalsOf(node);
    const key = JSON.stringify([node.definition.type, literals]);
    const files = known.get(key) ?? filesOf(node, literals, services).catch(() => []);
    known.set(key, files);
    if ((await files).length > 0) found.set(node.id, await files);
  }
  return found;
}

async function filesOf(
  { id, definition }: PlannedNode,
  literals: Readonly<Record<string, unknown>>,
  services: Services,
): Promise<readonly NamedFile[]> {
  const files = new Map<string, NamedFile>();
  const add = (path: string, name = basename(path)): void => {
    if (WEIGHTS.test(path)) files.set(path, { path, name: WEIGHTS.test(name) ? name : basename(path) });
  };
  const notes: FileDigests = {
    digest: async (path) => (add(path), ''),
    digestOfSet: async (set) => (set.forEach(({ path, name }) => add(path, name)), ''),
    hasChanged: () => Promise.resolve(false),
  };
  const use: FingerprintContext['use'] = (token) =>
    token.name === FILE_DIGESTS.name ? (notes as ReturnType<typeof services.use<never>>) : services.use(token);
  await definition.fingerprint?.(literals, { node: id, use });
  return [...files.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function literalsOf({ inputs }: PlannedNode): Record<string, unknown> {
  return Object.fromEntries(
    [...inputs].flatMap(([name, input]) => (input.kind === 'literal' ? [[name, input.value]] : [])),
  );
}
