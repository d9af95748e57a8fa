/** Reports a batch: JSON for programs, else the paths of the pictures, and beside them how far it is. */
import { join } from 'node:path';
import type { BatchEvent } from '../../host/batch/carry-out.ts';
import { MANIFEST } from '../../host/batch/manifest/manifest.ts';
import type { Survey } from '../../host/batch/survey.ts';
import { formatSeconds } from '../../protocol/duration.ts';
import { BatchProgress } from './batch-progress.ts';
import type { ReportValues } from './choose.ts';

export type BatchStatus = 'done' | 'failed' | 'cancelled';

export interface BatchReporter {
  started(survey: Survey): void;
  event(event: BatchEvent): void;
  /** @returns how the batch ended. */
  finished(cancelled: boolean): BatchStatus;
}

export interface BatchPlace {
  /** Names the table in messages. */
  readonly table: string;
  readonly folder: string;
}

/** Where a report goes. */
export interface Output {
  /** Writes a line to standard output. */
  readonly print: (line: string) => void;
  /** Writes a line for the user. */
  readonly say: (line: string) => void;
  /** Shows a text in place of the last one, on a terminal; undefined elsewhere. */
  readonly show: ((text: string) => void) | undefined;
  /** Milliseconds, from any origin. */
  readonly now: () => number;
}

/** Least time between two lines about progress that no terminal shows in place, in milliseconds. */
const PAUSE = 5000;
/** Lines of failed rows that the last message names. */
const NAMED = 20;

export function batchReporter({ json, quiet }: ReportValues, place: BatchPlace, output: Output): BatchReporter {
  const begun = output.now();
  let progress = new BatchProgress(0, output.now);
  let lastLine = -Infinity;
  const failedLines: number[] = [];
  const tell = (message: object): void => output.print(JSON.stringify(message));
  const say = (line: string): void => {
    output.show?.('');
    output.say(line);
  };
  const showProgress = (): void => {
    const text = progressText(progress);
    if (output.show) return output.show(text);
    if (output.now() - lastLine < PAUSE && progress.done < progress.of) return;
    lastLine = output.now();
    output.say(text);
  };
  return {
    started(survey) {
      progress = new BatchProgress(survey.files + survey.bad, output.now);
      if (json) return tell({ type: 'batch-started', ...survey });
      if (survey.unused.length > 0 && !quiet)
        say(`Columns that set nothing, and travel to the manifest: ${survey.unused.join(', ')}`);
    },
    event(event) {
      progress.take(event);
      if (event.type === 'failed') failedLines.push(event.record.line);
      if (json) {
        const { done, of, left } = progress;
        if (event.type !== 'progress') tell({ ...spread(event, place.folder), done, of, left });
        return;
      }
      if (event.type === 'failed') say(`${place.table}:${event.record.line}: ${event.record.error}`);
      if (event.type === 'made') {
        output.show?.('');
        output.print(join(place.folder, event.record.file));
      }
      if (!quiet && (event.type === 'made' || output.show)) showProgress();
    },
    finished(cancelled) {
      output.show?.('');
      const { made, skipped, failed, done, of } = progress;
      const status = cancelled ? 'cancelled' : failed > 0 ? 'failed' : 'done';
      const seconds = (output.now() - begun) / 1000;
      if (json) tell({ type: 'batch-finished', status, seconds, made, skipped, failed });
      else if (cancelled) say(`Interrupted: ${done} of ${of} are settled. The same command goes on from there`);
      else if (!quiet) say(`${of} settled after ${formatSeconds(seconds)}: ${counts(progress)}`);
      if (failed > 0 && !json) say(failedText(failedLines, place));
      return status;
    },
  };
}

function progressText({ done, of, left }: BatchProgress): string {
  const rest = left === undefined || done === of ? '' : `, ${formatSeconds(left)} left`;
  return `${done} of ${of}${rest}`;
}

function counts({ made, skipped, failed }: BatchProgress): string {
  return `${made} made, ${skipped} there already, ${failed} failed`;
}

function failedText(lines: readonly number[], { table, folder }: BatchPlace): string {
  const shown = lines.slice(0, NAMED).join(', ');
  const more = lines.length > NAMED ? ` and ${lines.length - NAMED} more` : '';
  return `Failed: ${table}, lines ${shown}${more}. The reasons are in ${join(folder, MANIFEST)}`;
}

function spread(event: Exclude<BatchEvent, { readonly type: 'progress' }>, folder: string): object {
  if (event.type === 'skipped') return { type: 'picture-skipped', name: event.name };
  const path = event.type === 'made' ? { path: join(folder, event.record.file) } : {};
  return { type: `picture-${event.type}`, ...path, ...event.record };
}

/** The output of this process. */
export function processOutput(say: (line: string) => void): Output {
  const { stdout, stderr } = process;
  const show = (text: string): void => {
    stderr.write(`\r\u001B[K${text.slice(0, stderr.columns - 1)}`);
  };
  return {
    print: (line) => stdout.write(`${line}\n`),
    say,
    show: stderr.isTTY ? show : undefined,
    now: () => performance.now(),
  };
}
