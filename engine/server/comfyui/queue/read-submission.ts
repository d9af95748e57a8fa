/** The body of `POST /prompt`. */
import { randomUUID } from 'node:crypto';
import type { PromptError } from '../../../comfyui/prompts.ts';
import { isRecord } from '../../../workflow/import/is-record.ts';
import { promptError } from '../errors.ts';
import type { PromptRequest } from '../prompt-request.ts';

export interface SubmittedPrompt {
  /** The `prompt_id`. */
  readonly id: string;
  /** Any JSON. */
  readonly prompt: unknown;
  /** Output nodes to run; undefined: all. */
  readonly wanted: readonly string[] | undefined;
  readonly details: Pick<PromptRequest, 'client' | 'extraData' | 'number' | 'front'>;
}

export type Submission = SubmittedPrompt | { readonly error: PromptError };

/** As ComfyUI asks for it: in small letters, with hyphens. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function isUuid(given: unknown): boolean {
  return typeof given === 'string' && UUID.test(given);
}

/** Keys of accounts. They are for services that nothing here asks, and must not be kept. */
const SECRETS = ['auth_token_comfy_org', 'api_key_comfy_org'];

/** @param now milliseconds since the epoch. */
export function readSubmission(body: unknown, now: number): Submission {
  if (!isRecord(body) || body['prompt'] === undefined)
    return { error: promptError('no_prompt', 'No prompt provided', 'No prompt provided') };
  const given = body['prompt_id'] ?? undefined;
  if (given !== undefined && !isUuid(given)) return { error: badId() };
  const wanted = body['partial_execution_targets'] ?? undefined;
  const [number, front] = [numberIn(body['number']), Boolean(body['front'])];
  return {
    id: typeof given === 'string' ? given : randomUUID(),
    prompt: body['prompt'],
    wanted: Array.isArray(wanted) ? wanted.map(String) : undefined,
    details: {
      ...extrasOf(body, now),
      ...(number === undefined ? {} : { number }),
      ...(front && number === undefined ? { front } : {}),
    },
  };
}

function badId(): PromptError {
  return promptError(
    'invalid_prompt_id',
    'prompt_id must be a valid UUID',
    'Expected a UUID in small letters with hyphens; without one, the server makes it.',
  );
}

function extrasOf(body: Readonly<Record<string, unknown>>, now: number): Pick<PromptRequest, 'client' | 'extraData'> {
  const extra = isRecord(body['extra_data']) ? body['extra_data'] : {};
  const kept = Object.fromEntries(Object.entries(extra).filter(([name]) => !SECRETS.includes(name)));
  const client = body['client_id'] ?? extra['client_id'];
  if (typeof client !== 'string') return { extraData: { ...kept, create_time: now } };
  return { client, extraData: { ...kept, client_id: client, create_time: now } };
}

/** Undefined for anything but a number, which may be written as a text. */
function numberIn(given: unknown): number | undefined {
  if (typeof given !== 'number' && (typeof given !== 'string' || given.trim() === '')) return undefined;
  const number = Number(given);
  return Number.isFinite(number) ? number : undefined;
}
