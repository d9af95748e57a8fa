/** A request on its way to the inference process, and how it ended. */
import type { Listeners } from './child-process.ts';
import type { Operation } from './protocol.ts';

export interface Pending {
  readonly operation: Operation;
  readonly request: unknown;
  readonly listeners: Listeners;
  /** Whether nobody waits for the reply any more. */
  cancelled: boolean;
  readonly settle: (outcome: Outcome) => void;
}

export type Outcome = { readonly reply: unknown } | { readonly error: unknown };

/** The folders or files of the components that a request names. */
export function dirsIn(request: unknown): readonly string[] {
  return Object.values(request as object).flatMap((value: unknown) => {
    const dir = typeof value === 'object' && value !== null && 'dir' in value ? value.dir : undefined;
    return typeof dir === 'string' ? [dir] : [];
  });
}
