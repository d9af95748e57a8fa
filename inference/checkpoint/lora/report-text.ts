/** The report of a LoRA file in sentences. */
import type { LoraReport, Span } from './read-lora.ts';

/** Names of modules that a sentence lists; the others are counted. */
const LISTED = 5;

/**
 * Sentences for the user: what the file is and how much of it was applied, then what was not.
 * @param name of the file.
 */
export function loraSentences(name: string, report: LoraReport): readonly string[] {
  const { unmatched, elsewhere, matched } = report;
  const all = matched + unmatched.length;
  return [
    `${name}: ${[...about(report), `${matched} of ${all} modules matched`].join(', ')}.`,
    ...(unmatched.length === 0
      ? []
      : [`${name}: not applied, because the model has no such modules: ${list(unmatched)}.`]),
    ...(elsewhere === 0
      ? []
      : [`${name}: ${elsewhere} modules belong to another part of the model: load the file for that part too.`]),
  ];
}

function about({ style, kinds, rank, alpha }: LoraReport): readonly string[] {
  return [
    `${kinds.join(' and ')} (${style})`,
    ...(rank ? [`rank ${spanText(rank)}`] : []),
    ...(alpha ? [`alpha ${spanText(alpha)}`] : []),
  ];
}

function spanText({ min, max }: Span): string {
  const [from, to] = [min, max].map((value) => String(Number(value.toPrecision(6))));
  return min === max ? `${from}` : `${from} to ${to}`;
}

function list(names: readonly string[]): string {
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
