/**
 * Values of widgets as ComfyUI takes them: Python's `int()`, `float()`, `str()` and `bool()` of JSON.
 * Source: ComfyUI, execution.py (validate_inputs).
 */

/** A value that Python's conversion refuses, with Python's words. */
export class NoConversion extends Error {
  override readonly name = 'NoConversion';
}

/** Whole numbers beyond 2^53 stay texts of digits. */
export function toInt(value: unknown): number | string {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number' && Number.isFinite(value)) return Math.trunc(value);
  if (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)) {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.trim().replace(/^\+/, '');
  }
  if (typeof value === 'string') {
    throw new NoConversion(`invalid literal for int() with base 10: '${value}'`);
  }
  throw new NoConversion(`int() argument must be a string or a real number, not '${pythonType(value)}'`);
}

export function toFloat(value: unknown): number {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number') return value;
  if (typeof value === 'string') {
    const number = value.trim() === '' ? Number.NaN : Number(value);
    if (Number.isFinite(number)) return number;
    throw new NoConversion(`could not convert string to float: '${value}'`);
  }
  throw new NoConversion(`float() argument must be a string or a real number, not '${pythonType(value)}'`);
}

export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value === null ? 'None' : JSON.stringify(value);
}

/** As Python counts: only empty things and zero are false, so that the text "false" is true. */
export function toBoolean(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

function pythonType(value: unknown): string {
  return value === null ? 'NoneType' : Array.isArray(value) ? 'list' : 'dict';
}
