/** Sessions recorded from ComfyUI, and messages in a form in which two sessions can be compared. */
import { readFileSync } from 'node:fs';
import type { ApiPrompt } from '../../../engine/comfyui/prompts.ts';
import { repoPath } from '../../inference/support/goldens.ts';

/** A message, a binary frame as the recordings describe it, or how many messages were cut out. */
export type Recorded =
  | { readonly type: string; readonly data: Readonly<Record<string, unknown>> }
  | {
      readonly binary: number;
      readonly bytes?: number;
      readonly json?: Readonly<Record<string, unknown>>;
      readonly image_type?: number;
      readonly magic: string;
    }
  | { readonly leftOut: number };

export interface Session {
  readonly name: string;
  /** Absent in the session with several prompts. */
  readonly prompt?: ApiPrompt;
  readonly events: readonly Recorded[];
}

const SESSIONS = JSON.parse(
  readFileSync(repoPath('test/fixtures/comfyui-protocol/sessions.json'), 'utf8'),
) as Session[];

export type SessionName =
  | 'run with features'
  | 'same again, all cached'
  | 'only the seed changed, no feature flags'
  | 'one node fails'
  | 'interrupted'
  | 'queue of three, one in front, one deleted';

export function session(name: SessionName): Session & { readonly prompt: ApiPrompt } {
  const found = SESSIONS.find((each) => each.name === name);
  if (!found) throw new Error(`There is no session "${name}"`);
  return { ...found, prompt: found.prompt ?? {} };
}

/** Fields that list nodes. */
const NODES = new Set(['nodes', 'executed', 'current_outputs']);

/**
 * Without what differs from session to session: ids of prompts and clients, times, sizes of pictures. Lists of nodes
 * are sorted: JavaScript lists the nodes of a prompt in the order of their numbers. Of pictures, what every JPEG begins
 * with.
 */
export function normalised(messages: readonly unknown[]): unknown[] {
  return JSON.parse(
    JSON.stringify(messages, (key, value: unknown) => {
      if (key === 'prompt_id') return 'PROMPT';
      if (key === 'sid') return 'CLIENT';
      if (key === 'timestamp') return 0;
      if (key === 'magic') return (value as string).slice(0, 6);
      if (Array.isArray(value) && NODES.has(key)) return (value as string[]).toSorted((a, b) => Number(a) - Number(b));
      return key === 'bytes' ? undefined : value;
    }),
  ) as unknown[];
}

/** The messages about prompts: neither the queue's nor the first ones. */
export function ofPrompts(messages: readonly Recorded[]): Recorded[] {
  return messages.filter((message) => !('type' in message) || !['status', 'feature_flags'].includes(message.type));
}
