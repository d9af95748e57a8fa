/**
 * Names of files by template, such as `{index:05}/{seed}`: text, and fields in braces. A field is a column of the
 * table, a parameter of the workflow, or one that every file has. `{name:05}` pads with zeros to five characters,
 * `{name:.40}` keeps the first 40 characters. Two braces in a row mean one in the name.
 */
import { closest } from '../../../graph/closest.ts';
import { fileStem } from '../../file-name.ts';
import { UsageError } from '../../usage-error.ts';

/** Values of fields by name. Undefined and null count as missing. */
export type FieldValues = Readonly<Record<string, unknown>>;

type Part =
  | { readonly kind: 'text'; readonly text: string }
  /** `pad`: least number of characters; `keep`: most. */
  | { readonly kind: 'field'; readonly name: string; readonly pad: number; readonly keep: number };

export interface NameTemplate {
  /** As it was given, without its extension. */
  readonly text: string;
  /** Parts of each folder and of the name, which is the last. */
  readonly segments: readonly (readonly Part[])[];
  /** Without its dot; undefined when the template has none: the file's own is then added. */
  readonly extension: string | undefined;
}

/** Extensions of pictures, as a template may name them. */
const PICTURE = /\.(png|jpe?g|webp)$/i;
/** A doubled brace, a field, or a brace that belongs to neither. */
const TOKEN = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;
const FIELD = /^\s*([^:{}]+?)\s*(?::(?:0(\d{1,2})|\.(\d{1,3})))?$/;
const FALLBACK = '_';

/**
 * @param text below the output folder, with slashes.
 * @throws UsageError for a brace without its partner, and for text that is no safe name on every system.
 */
export function parseTemplate(text: string): NameTemplate {
  const extension = PICTURE.exec(text)?.[1];
  const stem = extension === undefined ? text : text.slice(0, -extension.length - 1);
  const segments = stem.split('/').map((segment) => partsOf(segment, text));
  for (const [i, segment] of stem.split('/').entries()) checkSegment(segment, segments[i] ?? [], text);
  return { text: stem, segments, extension: extension?.toLowerCase() };
}

/** Names of the fields of a template, each once. */
export function fieldsOf({ segments }: NameTemplate): readonly string[] {
  const names = segments.flat().flatMap((part) => (part.kind === 'field' ? [part.name] : []));
  return [...new Set(names)];
}

/** @throws UsageError for a field that is not among the known ones. */
export function checkFields(template: NameTemplate, known: readonly string[], where: string): void {
  for (const name of fieldsOf(template)) {
    if (known.includes(name)) continue;
    const guess = closest(name, known);
    const hint = guess === undefined ? `Known: ${known.join(', ')}.` : `Did you mean "${guess}"?`;
    throw new UsageError(`${where}: the name asks for {${name}}, which is no column and no parameter. ${hint}`);
  }
}

/**
 * The name of a file, with slashes and without its extension. Every part of it is a safe name on every system.
 * @throws RangeError for a field without a value.
 */
export function renderName({ segments }: NameTemplate, values: FieldValues): string {
  const rendered = segments.map((parts) => parts.map((part) => renderPart(part, values)).join(''));
  return rendered.map((segment) => fileStem(segment, FALLBACK)).join('/');
}

function renderPart(part: Part, values: FieldValues): string {
  if (part.kind === 'text') return part.text;
  const value = values[part.name];
  if (value === undefined || value === null || value === '')
    throw new RangeError(`the name asks for {${part.name}}, which has no value here`);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return Array.from(text).slice(0, part.keep).join('').padStart(part.pad, '0');
}

function partsOf(segment: string, whole: string): readonly Part[] {
  const parts: Part[] = [];
  const add = (text: string): void => {
    if (text !== '') parts.push({ kind: 'text', text });
  };
  let end = 0;
  for (const match of segment.matchAll(TOKEN)) {
    add(segment.slice(end, match.index));
    end = match.index + match[0].length;
    if (match[0] === '{{' || match[0] === '}}') add(match[0].slice(1));
    else parts.push(fieldOf(match, whole));
  }
  add(segment.slice(end));
  return parts;
}

function fieldOf([token, inside = '']: RegExpMatchArray, whole: string): Part {
  const [, name, pad = '0', keep] = FIELD.exec(inside) ?? [];
  if (name !== undefined) return { kind: 'field', name, pad: Number(pad), keep: keep ? Number(keep) : Infinity };
  const expected = 'Write fields as {seed}, {index:05} or {prompt:.40}, and two braces for one in the name';
  throw new UsageError(`The name "${whole}": "${token}" is no field. ${expected}`);
}

/** The text of a segment is what {@link renderName} gives for it: nobody looks for a file of another name. */
function checkSegment(segment: string, parts: readonly Part[], whole: string): void {
  const sample = parts.map((part) => (part.kind === 'text' ? part.text : 'x')).join('');
  if (sample !== '' && fileStem(sample, '') === sample) return;
  const what = segment === '' ? 'an empty part' : `"${segment}"`;
  throw new UsageError(
    `The name "${whole}": ${what} is not safe as the name of a file on every system: expected letters, digits, ` +
      'spaces and ._()+- , no dot, dash or space at the beginning, and no dot or space at the end',
  );
}
