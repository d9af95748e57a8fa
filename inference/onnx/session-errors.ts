/** Errors of onnxruntime that a user can do something about. */
import * as path from 'node:path';
import { InferenceError } from '../errors.ts';
import type { Device } from './devices/device.ts';

/**
 * "Not enough memory": `bfc_arena.cc`, `std::bad_alloc`, cudaErrorMemoryAllocation, VK_ERROR_OUT_OF_DEVICE_MEMORY, and
 * what Direct3D says.
 */
const OUT_OF_MEMORY =
  /failed to allocate memory|bad_alloc|bad allocation|out[ _]of[ _]?(device[ _])?memory|E_OUTOFMEMORY/i;

/** A weight file that another program has open for writing: on Windows, onnxruntime shares a file with readers only. */
const HELD_FILE = /open file (.*) fail, errcode = 32\b/;

/**
 * Characters of a path that Windows opens for every program. A longer one needs `\\?\` at its start, which the C++
 * library of onnxruntime drops. Source: https://learn.microsoft.com/windows/win32/fileio/maximum-file-path-limitation.
 */
const LONGEST = 259;

/** The place in its source at which onnxruntime found that a condition does not hold. */
const PLACE = /^\S+\.(?:cc|h):\d+ .* was false\.\s*/;

/** The session that failed. */
interface FailedSession {
  readonly device: Pick<Device, 'name' | 'isHost'>;
  /** Files of its weights, when it could not be made. */
  readonly files: readonly string[];
}

/**
 * @param cause as onnxruntime threw it.
 * @returns an InferenceError `out-of-memory`, `file-in-use` or `path-too-long`; `device-failed` for any other error of
 *   a device that is not the processor; else the cause.
 */
export function namedError(
  cause: unknown,
  { files, device }: FailedSession,
  { sep }: { readonly sep: string } = path,
): unknown {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (OUT_OF_MEMORY.test(message))
    return new InferenceError('out-of-memory', `Not enough memory: ${message}`, { received: message }, { cause });
  const held = HELD_FILE.exec(message)?.[1];
  if (held !== undefined) return heldFile(held, message, cause);
  const long = sep === '/' ? undefined : files.find(({ length }) => length > LONGEST);
  if (long !== undefined) return longPath(long, message, cause);
  return device.isHost ? cause : failedDevice(device.name, message, cause);
}

/** A lost device, a reset driver, a shader that fails to compile, no adapter: one sentence for all of them. */
function failedDevice(device: string, message: string, cause: unknown): InferenceError {
  const [received = ''] = message.trim().split('\n');
  return new InferenceError(
    'device-failed',
    `The device "${device}" failed: ${received.replace(PLACE, '')}`,
    { field: 'device', received },
    { cause },
  );
}

function heldFile(file: string, received: string, cause: unknown): InferenceError {
  return new InferenceError(
    'file-in-use',
    `${file} cannot be read: another program is writing it, such as a download or a copy. ` +
      'Wait until that is done, or close the program, then run again.',
    { file, received },
    { cause },
  );
}

function longPath(file: string, received: string, cause: unknown): InferenceError {
  return new InferenceError(
    'path-too-long',
    `${file} cannot be read: its path has ${file.length} characters, and Windows opens weights on paths of up to ` +
      `${LONGEST}. Move the models to a folder with a shorter path, such as C:\\models. (${received})`,
    { file, expected: `at most ${LONGEST} characters`, received },
    { cause },
  );
}
