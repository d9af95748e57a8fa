/**
 * JSON in a column, with a checksum: SQLite stores none, and a flipped bit in a prompt is still a prompt. The text is
 * `#`, eight hexadecimal digits, then the JSON. JSON alone is of an earlier version, and has no checksum. A `!` marks
 * what was found damaged and could not be restored.
 */
import { crc32 } from 'node:zlib';

const MARK = '#';
const DAMAGED = '!';
const DIGITS = 8;

/** Thrown for a record that was damaged on the disk; the message is for the user. */
export class DamagedRecord extends Error {
  override readonly name = 'DamagedRecord';
  readonly code = 'damaged-record';
}

/** @param context further columns that the checksum covers, in an order of their own. */
export function seal(value: unknown, ...context: readonly unknown[]): string {
  return sealText(JSON.stringify(value), ...context);
}

/** As {@link seal}, of JSON. */
export function sealText(json: string, ...context: readonly unknown[]): string {
  return MARK + checksum(json, context) + json;
}

/** The JSON of a sealed text; undefined when it is damaged. */
export function openText(text: string, ...context: readonly unknown[]): string | undefined {
  return jsonOf(text, context);
}

/**
 * @param what names the record in the message, such as `the workflow of run 7`.
 * @throws DamagedRecord
 */
export function unseal(text: string, what: string, ...context: readonly unknown[]): unknown {
  const json = jsonOf(text, context);
  try {
    if (json !== undefined) return JSON.parse(json);
  } catch {
    // Said below.
  }
  throw new DamagedRecord(`The record of ${what} is damaged on the disk, and could not be restored.`);
}

/** Whether a text is what was written, or is marked as damaged already. */
export function isSealed(text: unknown, ...context: readonly unknown[]): boolean {
  if (typeof text !== 'string') return false;
  if (text.startsWith(DAMAGED)) return true;
  if (text.startsWith(MARK)) return jsonOf(text, context) !== undefined;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Marks a text as damaged, so that it is known to be the next time. */
export function markDamaged(text: unknown): string {
  return DAMAGED + String(text);
}

/** Undefined when the checksum does not fit. */
function jsonOf(text: string, context: readonly unknown[]): string | undefined {
  if (!text.startsWith(MARK)) return text;
  const start = MARK.length + DIGITS;
  const json = text.slice(start);
  return text.slice(MARK.length, start) === checksum(json, context) ? json : undefined;
}

function checksum(json: string, context: readonly unknown[]): string {
  const covered = context.length === 0 ? json : `${JSON.stringify(context)}\n${json}`;
  return crc32(covered).toString(16).padStart(DIGITS, '0');
}
