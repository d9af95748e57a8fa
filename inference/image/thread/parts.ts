/**
 * A large picture is sent to the pixel thread in parts, each some pixels or rows, so that no second copy of the picture
 * ever exists: only its parts under way do.
 */
import { freeMemory } from '../../threads/free-memory.ts';
import type { PartOperation, PartReply, PartRequest } from './operations.ts';

/** Asks the pixel thread. The request is copied before the promise is returned to the event loop. */
export type AskThread = <O extends PartOperation>(operation: O, request: PartRequest<O>) => Promise<PartReply<O>>;

/** An operation in parts that do not depend on each other. */
export interface Parts<O extends PartOperation> {
  /** Pixels or rows altogether. */
  readonly length: number;
  /** Pixels or rows of a part. */
  readonly step: number;
  /** The request of the pixels or rows `from` to before `to`. Its arrays are views of the whole ones. */
  readonly request: (from: number, to: number) => PartRequest<O>;
  /** Puts the reply in its place. Its arrays are gone afterwards. */
  readonly take: (reply: PartReply<O>, from: number, to: number) => void;
}

/** Bytes of a part: the thread works on it for some milliseconds. */
const PART_BYTES = 2 ** 20;

/** Pixels or rows of a part. @param bytes of each. */
export function stepOf(bytes: number): number {
  return Math.max(1, Math.floor(PART_BYTES / bytes));
}

/** Does all parts. The next part is sent while the thread works on one. */
export async function inParts<O extends PartOperation>(
  ask: AskThread,
  operation: O,
  { length, step, request, take }: Parts<O>,
): Promise<void> {
  let last = Promise.resolve();
  for (let from = 0; from < length; from += step) {
    const to = Math.min(length, from + step);
    const next = ask(operation, request(from, to)).then((reply) => {
      take(reply, from, to);
      freeMemory(reply);
    });
    // The error of a part is thrown in its turn.
    next.catch(() => {});
    await last;
    last = next;
  }
  await last;
}
