/**
 * Our workflow inside of a file of theirs, so that it comes back with its names, parameters and views while nobody has
 * changed the file in ComfyUI.
 */
import { createHash } from 'node:crypto';
import { isRecord } from '../workflow/import/is-record.ts';
import type { Workflow } from '../workflow/schema.ts';

/** The field of `extra`, which their editor keeps. */
const FIELD = 'inkloom';

/** Fields of a node that a user of their editor changes. Sizes and the rest change by themselves. */
const OF_A_NODE = ['id', 'type', 'pos', 'mode', 'title', 'widgets_values', 'color', 'bgcolor'] as const;

/** @param file of theirs. @returns the same with our workflow in it. */
export function withOwnWorkflow(file: Readonly<Record<string, unknown>>, workflow: Workflow): object {
  const extra = isRecord(file['extra']) ? file['extra'] : {};
  return { ...file, extra: { ...extra, [FIELD]: { workflow, digest: digestOf(file) } } };
}

/** @returns the workflow as JSON that was not checked; undefined for a file without one, or that was changed since. */
export function ownWorkflow(file: unknown): unknown {
  if (!isRecord(file) || !isRecord(file['extra'])) return undefined;
  const own = file['extra'][FIELD];
  return isRecord(own) && own['digest'] === digestOf(file) ? own['workflow'] : undefined;
}

function digestOf(file: Readonly<Record<string, unknown>>): string {
  const { definitions } = file;
  const subgraphs = isRecord(definitions) && Array.isArray(definitions['subgraphs']) ? definitions['subgraphs'] : [];
  const parts = [file, ...(subgraphs as readonly unknown[])].map(partOf);
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function partOf(graph: unknown): unknown {
  if (!isRecord(graph)) return undefined;
  const { nodes, links, groups, id } = graph;
  const listed = Array.isArray(nodes) ? (nodes as readonly unknown[]) : [];
  const read = listed.map((node) => (isRecord(node) ? OF_A_NODE.map((field) => node[field] ?? null) : null));
  return [id, read, links, groups];
}
