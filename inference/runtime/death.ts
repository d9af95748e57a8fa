/** The end of an inference child that nobody asked for: why it ended, and the words for it. */
import { InferenceError } from '../errors.ts';

/** `memory`: memory ran out. `file-changed`: a mapped file could not be read. */
type DeathKind = 'memory' | 'file-changed' | 'crashed' | 'not-started';

export interface Death {
  readonly kind: DeathKind;
  /** The signal or exit code, or why there is no child. */
  readonly cause: string;
  /** @param times deaths in a row at one request. */
  error(times: number): InferenceError;
}

/**
 * Whether the same request may end better in a new child. After `file-changed` the files are no longer what their
 * digests say, so another attempt could only give a wrong result.
 */
export function mayPass({ kind }: Death): boolean {
  return kind !== 'file-changed';
}

/** @returns a sentence for the operator, when a new child takes the place of the dead one. */
export function restartText({ kind, cause }: Death): string {
  const why = kind === 'memory' ? `${killed(cause)}, most likely because memory ran out` : `died (${cause})`;
  return `The inference process ${why}. It is started again and repeats its step.`;
}

export function notStarted(cause: Error): Death {
  const message = `The inference process cannot be started: ${cause.message}`;
  return {
    kind: 'not-started',
    cause: cause.message,
    error: () => new InferenceError('process-crashed', message, {}, { cause }),
  };
}

/**
 * @param code exit code; on Windows the NTSTATUS of the exception that ended the process.
 * @param signal name of the signal that ended the process.
 * @param output the end of the child's error output.
 */
export function crash(code: number | null, signal: string | null, output: string): Death {
  const tail = output.trim() === '' ? '' : `\n${output.trim()}`;
  const kind = kindOf(signal ?? code);
  const received = signal ?? `exit code ${written(code ?? 0)}`;
  return {
    kind,
    cause: received,
    error(times) {
      const often = times > 1 ? ` ${times} times in a row at the same step` : '';
      if (kind === 'memory') {
        const message =
          `The inference process ${killed(received)}${often}, most likely because memory ran out. ` +
          `Lower the memory budget or the size of the picture.${tail}`;
        return new InferenceError('out-of-memory', message, { received });
      }
      const why = kind === 'file-changed' ? 'A model file was changed or cut short while it was in use. ' : '';
      const message = `The inference process died${often} (${received}). ${why}The next run starts a new one.${tail}`;
      return new InferenceError('process-crashed', message, { received });
    },
  };
}

/**
 * Ends by which a system says more than that the process crashed. The numbers are STATUS_NO_MEMORY,
 * STATUS_COMMITMENT_LIMIT and STATUS_IN_PAGE_ERROR of Windows: [MS-ERREF] 2.3.1, "NTSTATUS Values".
 */
const KINDS = new Map<string | number, DeathKind>([
  ['SIGKILL', 'memory'],
  [0xc0000017, 'memory'],
  [0xc000012d, 'memory'],
  ['SIGBUS', 'file-changed'],
  [0xc0000006, 'file-changed'],
]);

function kindOf(end: string | number | null): DeathKind {
  return (end !== null && KINDS.get(end)) || 'crashed';
}

function killed(cause: string): string {
  return cause === 'SIGKILL' ? 'was killed by the system' : `died (${cause})`;
}

/** In hexadecimal where it is an NTSTATUS, as all tables of these codes have them. */
function written(code: number): string {
  return code >= 0x80000000 ? `0x${code.toString(16).toUpperCase()}` : String(code);
}
