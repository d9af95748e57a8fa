/**
 * Texts of a database that may be damaged. The driver ends the whole process at a text that is not UTF-8, so texts are
 * selected as bytes and decoded here.
 */
import { isUtf8 } from 'node:buffer';

/** Columns as a SELECT names them, for {@link withTexts}. */
export function asBytes(columns: readonly string[]): string {
  return columns
    .map((column) => `CASE typeof(${column}) WHEN 'text' THEN CAST(${column} AS BLOB) ELSE ${column} END AS ${column}`)
    .join(', ');
}

/** A row selected by {@link asBytes} with its texts. Those that are damaged hold replacement characters. */
export function withTexts<Row extends object>(row: Row): Row {
  const texts = Object.entries(row).map(([column, value]: [string, unknown]) => [
    column,
    isBytes(value) ? bufferOf(value).toString('utf8') : value,
  ]);
  return Object.fromEntries(texts) as Row;
}

/** Undefined for bytes that are no text, and for other values. */
export function textOf(value: unknown): string | undefined {
  if (!isBytes(value)) return undefined;
  const bytes = bufferOf(value);
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

/** The driver gives one row with buffers, several with array buffers. */
export function isBytes(value: unknown): value is ArrayBuffer | Uint8Array<ArrayBuffer> {
  return value instanceof ArrayBuffer || value instanceof Uint8Array;
}

function bufferOf(bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): Buffer {
  return bytes instanceof ArrayBuffer ? Buffer.from(bytes) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
