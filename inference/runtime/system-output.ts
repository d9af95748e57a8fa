/** What a program of the system prints. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Milliseconds for the program to answer. */
const PATIENCE = 5000;

/** @returns undefined for a program that is not there, fails, or takes too long. */
export async function systemOutput(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await promisify(execFile)(program, args, { timeout: PATIENCE, windowsHide: true })).stdout;
  } catch {
    return undefined;
  }
}
