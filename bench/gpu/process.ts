/** A process whose lines of output are figures, and which cannot hold up those after it. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Runs a program and hands over each line of its output. A program that dies, hangs or does not exist gives a line
 * with an error.
 * @param seconds after which it is killed.
 */
export async function linesOf(
  program: string,
  args: readonly string[],
  seconds: number,
  onLine: (line: string) => void,
): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  createInterface({ input: child.stdout }).on('line', onLine);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, seconds * 1000);
  const failure = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      if (late) resolve(`ended after ${seconds.toFixed(0)} s`);
      else resolve(code === 0 ? undefined : `died (${signal ?? code}): ${said.at(-1) ?? 'without a word'}`);
    });
  });
  clearTimeout(timer);
  if (failure !== undefined) onLine(JSON.stringify({ error: failure }));
}
