/** Runs several workers on one cache, kills them at random moments, and counts what they say. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

export interface Plan {
  readonly folder: string;
  readonly processes: number;
  readonly seconds: number;
  /** Most bytes of the cache: low, so that processes collect. */
  readonly bytes: number;
  /** Milliseconds that a step takes. */
  readonly step: number;
  /** Mean seconds between two kills; `Infinity` for none. */
  readonly killEvery: number;
}

export interface Counts {
  readonly runs: number;
  readonly wrong: number;
  readonly kills: number;
  readonly collected: number;
  /** Steps that were computed, and how many of those another worker had begun before. */
  readonly steps: number;
  readonly again: number;
  readonly problems: readonly string[];
  /** Longest pause of the event loop of a worker, in milliseconds. */
  readonly pause: number;
}

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

export async function runProcesses(plan: Plan): Promise<Counts> {
  const counts = { runs: 0, wrong: 0, kills: 0, collected: 0, steps: 0, again: 0, problems: [] as string[], pause: 0 };
  const begun = new Set<string>();
  const end = Date.now() + plan.seconds * 1000;
  const count = (line: string): void => {
    const said = JSON.parse(line) as Record<string, unknown>;
    if ('run' in said) counts.runs += 1;
    if (said['isRight'] === false) counts.wrong += 1;
    if (typeof said['problem'] === 'string') counts.problems.push(said['problem']);
    if (typeof said['collected'] === 'number') counts.collected += said['collected'];
    if (typeof said['pause'] === 'number') counts.pause = Math.max(counts.pause, said['pause']);
    if (typeof said['step'] !== 'string') return;
    counts.steps += 1;
    if (begun.has(said['step'])) counts.again += 1;
    begun.add(said['step']);
  };
  const work = async (): Promise<void> => {
    while (Date.now() < end) {
      const seconds = (end - Date.now()) / 1000;
      const args = [plan.folder, seconds, plan.bytes, plan.step].map(String);
      const worker = spawn(process.execPath, ['--import', tsx, join(import.meta.dirname, 'worker.ts'), ...args], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const lives = plan.killEvery * plan.processes * 2 * Math.random();
      if (lives < seconds) void setTimeout(lives * 1000, undefined, { ref: false }).then(() => worker.kill('SIGKILL'));
      let printed = '';
      worker.stdout.setEncoding('utf8').on('data', (text: string) => {
        const lines = (printed + text).split('\n');
        printed = lines.pop() ?? '';
        for (const line of lines) count(line);
      });
      const code = await new Promise<number | null>((resolve) => worker.once('close', resolve));
      if (code === null) counts.kills += 1;
      else if (code !== 0) {
        counts.problems.push(`a worker ended with ${code}`);
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: plan.processes }, work));
  return counts;
}
