/** Commands that work at a server in this process, with what they print. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { batch } from '../../engine/cli/commands/batch.ts';
import { run } from '../../engine/cli/commands/run.ts';
import type { ExitCode } from '../../engine/cli/exit.ts';
import type { Workflow } from '../../engine/protocol/index.ts';
import { PACK } from '../server/runs/runs-support.ts';

export interface CommandResult {
  readonly code: ExitCode;
  /** Lines of standard output. */
  readonly lines: readonly string[];
  /** The error output. */
  readonly said: string;
}

export function folder(): string {
  return mkdtempSync(join(tmpdir(), 'inkloom-remote-'));
}

export function fileOf(workflow: Workflow, place = folder()): string {
  const file = join(place, 'workflow.json');
  writeFileSync(file, JSON.stringify(workflow));
  return file;
}

/** `inkloom run`, with the test nodes. */
export function command(...args: readonly string[]): Promise<CommandResult> {
  return printedBy(() => run([...args, '--nodes', PACK]));
}

/** `inkloom batch`, with the test nodes. */
export function batchCommand(...args: readonly string[]): Promise<CommandResult> {
  return printedBy(() => batch([...args, '--nodes', PACK]));
}

async function printedBy(work: () => Promise<ExitCode>): Promise<CommandResult> {
  let [out, error] = ['', ''];
  const keepOut = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const keepError = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    error += String(text);
    return true;
  });
  try {
    const code = await work();
    return { code, lines: out.split('\n').filter(Boolean), said: error };
  } finally {
    keepOut.mockRestore();
    keepError.mockRestore();
  }
}
