/**
 * Output of the command. Standard output holds what was asked for, and nothing else; messages go to the error output.
 */
import { StorageError } from '../files/storage-error.ts';
import { writeOutput } from '../host/write-output.ts';
import { UsageError } from '../host/usage-error.ts';
import { EXIT, type ExitCode } from './exit.ts';

/** Prints the answer of a command that succeeded. @returns the exit code. */
export function print(text: string): ExitCode {
  process.stdout.write(`${text}\n`);
  return EXIT.done;
}

/**
 * Writes the answer of a command into a file, or to standard output without one.
 * @throws UsageError for a file that cannot be written; StorageError for a disk that is full or fails.
 */
export async function writeAnswer(text: string | Uint8Array, file: string | undefined): Promise<void> {
  if (file === undefined) {
    process.stdout.write(text);
    return;
  }
  await writeOutput(file, text).catch((cause: unknown) => {
    if (!(cause instanceof StorageError) || cause.code !== 'not-writable') throw cause;
    throw new UsageError(`--out ${file}: ${cause.message}`, { cause });
  });
}

/** Prints a message for the user. */
export function printMessage(message: string): void {
  process.stderr.write(`${message}\n`);
}

/**
 * Lets output end early, as `inkloom ... | head` does: the reader is gone, the work goes on, and pictures are saved. A
 * terminal that was closed is the same; the signal that comes with it says when to stop.
 * Any other error of the output, such as a full disk, ends the process with a message.
 */
export function toleratePipes(streams: readonly NodeJS.WriteStream[] = [process.stdout, process.stderr]): void {
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || stream.isTTY) return;
      if (stream !== process.stderr) printMessage(`The output cannot be written: ${error.message}`);
      process.exit(EXIT.failed);
    });
  }
}
