/** A document in memory, and what clients are told of it. */
import type { DocumentInfo, OpenDocument } from '../../protocol/index.ts';
import { isSame } from './same.ts';
import type { DocumentState } from './store.ts';

/** A document with what is known of it beyond what is stored. */
export interface HeldDocument extends DocumentState {
  /** Upper bound of the workflow's bytes as JSON. */
  readonly bytes: number;
}

export function infoOf({ id, revision, workflow, saved, modified }: DocumentState): DocumentInfo {
  return {
    id,
    revision,
    ...(saved ? { file: saved.file, base: saved.base } : {}),
    unsaved: !saved || !isSame(workflow, saved.workflow),
    name: workflow.name,
    modified,
  };
}

export function openedOf(state: DocumentState): OpenDocument {
  return { ...infoOf(state), workflow: state.workflow, used: [...state.used] };
}

/** Bytes of a value as JSON. */
export function bytesOf(json: unknown): number {
  return Buffer.byteLength(JSON.stringify(json));
}
