/**
 * Output of the command. Standard output holds what was asked for, and nothing else; messages go to the error output.
 */
import { EXIT, type ExitCode } from './exit.ts';

/** Prints the answer of a command that succeeded. @returns the exit code. */
export function print(text: string): ExitCode {
  process.stdout.write(`${text}\n`);
  return EXIT.done;
}

/** Prints a message for the user. */
export function printMessage(message: string): void {
  process.stderr.write(`${message}\n`);
}
