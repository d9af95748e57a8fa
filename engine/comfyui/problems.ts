/** Problems of a file or prompt in words, when there may be more than anybody reads, or values that nest too deeply. */
import { isRecord } from '../workflow/import/is-record.ts';
import { limitOf, MAX_DEPTH } from '../workflow/limits.ts';

const MOST = 20;

/** The first problems, and how many more there are. */
export function fewProblems<T>(problems: readonly T[], said: (problem: T) => string): readonly string[] {
  const more = problems.length - MOST;
  return [...problems.slice(0, MOST).map(said), ...(more > 0 ? [`and ${more} more problems`] : [])];
}

/**
 * Why a file or prompt cannot be read by functions that call themselves, and which node is at fault; undefined when it
 * can be read.
 * @param json any JSON, however deep.
 */
export function tooDeep(json: unknown): string | undefined {
  if (!isDeep(json)) return undefined;
  // A node lies some levels below the file: what is left of the levels tells which one is to blame.
  const node = nodesOf(json).find(([, value]) => isDeep(value, MAX_DEPTH / 2));
  return `${node ? `node ${node[0]} ` : ''}nests more than ${MAX_DEPTH} levels deep`;
}

const isDeep = (json: unknown, depth = MAX_DEPTH): boolean => limitOf(json, { depth, values: Infinity }) === 'depth';

type Named = readonly [id: string, node: unknown];

/** Nodes of either form, by id; those of subgraphs included. */
function nodesOf(json: unknown): readonly Named[] {
  if (!isRecord(json)) return [];
  if (!Array.isArray(json['nodes'])) return Object.entries(json);
  const { subgraphs } = isRecord(json['definitions']) ? json['definitions'] : {};
  return [json, ...(Array.isArray(subgraphs) ? subgraphs : [])].flatMap(listedIn);
}

function listedIn(graph: unknown): readonly Named[] {
  if (!isRecord(graph) || !Array.isArray(graph['nodes'])) return [];
  return graph['nodes'].map((node: unknown): Named => [nodeName(node), node]);
}

/** The id may be any JSON, and a deep one cannot be written. */
function nodeName(node: unknown): string {
  const id = isRecord(node) ? node['id'] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 80) : 'without id';
}
