/**
 * Adds a row to RESULTS.md for a bench that was run with RECORD=1, so that figures stay beside the command that gave
 * them.
 */
import { appendFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, 'RESULTS.md');

/**
 * @param command how to run the bench again.
 * @param figures in a few words, ratios within the run where there are any.
 */
export async function record(command: string, figures: string): Promise<void> {
  if (process.env['RECORD'] !== '1') return;
  const [model = 'unknown CPU'] = cpus().map((cpu) => cpu.model.trim());
  const [load = 0] = loadavg();
  const cpu = `${model}, ${availableParallelism()} threads, load ${load.toFixed(1)}`;
  const cells = [new Date().toISOString().slice(0, 10), cpu, `\`${command}\``, figures];
  await appendFile(FILE, `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`);
}
