/** Says in a few sentences what became of a damaged database. */
import type { TableReport } from './restore.ts';

export interface RestoreReport {
  /** Such as `its log was damaged`. */
  readonly reason: string;
  readonly reports: readonly TableReport[];
  /** Path of the damaged file. */
  readonly kept: string | undefined;
  /** Time from which changes may be missing; milliseconds since the epoch. */
  readonly missingSince?: number | undefined;
}

export function reportText({ reason, reports, kept, missingSince }: RestoreReport): string {
  const named = reports.filter(({ facts }) => facts.title !== '');
  const isWhole = reports.every((each) => each.isWhole);
  return [
    `The server's database was damaged (${reason}) and has been restored.`,
    `Kept: ${listOf(named.map(({ facts, kept: rows }) => countOf(rows, facts.title)))}.`,
    ...restoredSentences(named),
    ...named.flatMap(({ facts, damaged }) =>
      damaged > 0 ? [`${countOf(damaged, facts.title)} lost a part of the record.`] : [],
    ),
    ...named.flatMap(({ facts, lost }) =>
      lost > 0 ? [`Records of ${facts.title}s that could not be read: ${lost}.`] : [],
    ),
    ...(isWhole ? [] : ['A part of the file could not be read, so more may be missing.']),
    ...(missingSince === undefined ? [] : [`Changes made after ${timeOf(missingSince)} may be missing.`]),
    ...(kept === undefined ? [] : [`The damaged file is kept: ${kept}`]),
  ].join(' ');
}

function restoredSentences(reports: readonly TableReport[]): string[] {
  // The backups are read from the latest on.
  const times = [...new Set(reports.flatMap(({ restored }) => restored.map(({ time }) => time)))];
  return times.map((time) => {
    const counts = reports.flatMap(({ facts, restored }) =>
      restored.filter((each) => each.time === time).map(({ rows }) => countOf(rows, facts.title)),
    );
    return `From the backup of ${timeOf(time)}: ${listOf(counts)}.`;
  });
}

function countOf(count: number, title: string): string {
  return `${count} ${title}${count === 1 ? '' : 's'}`;
}

function listOf(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** Such as `2026-05-01 12:00`, in the time of this machine. */
function timeOf(time: number): string {
  return new Date(time).toLocaleString('sv-SE').slice(0, 16);
}
