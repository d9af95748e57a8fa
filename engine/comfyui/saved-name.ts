/**
 * Names of saved pictures as ComfyUI makes them: a prefix with folders and `%tokens%`, a number, and an underscore. Its
 * server knows the size and the time, its editor also `%date:FORMAT%`; both are known here.
 */

export interface SavedNameFacts {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Among the pictures of the node, from 0. */
  readonly batch: number;
  /** In the time zone of the machine. */
  readonly time: Date;
}

export interface SavedName {
  /** Folders below the one for outputs. */
  readonly folders: readonly string[];
  /** The last part of the prefix, without its number. */
  readonly stem: string;
}

/** The parts may hold anything that a file name cannot. @param prefix as the node's `filename_prefix`. */
export function savedName(prefix: string, facts: SavedNameFacts): SavedName {
  const parts = withTokens(prefix, facts).split(/[/\\]/);
  const stem = parts.pop() ?? '';
  return { folders: parts.filter((part) => !['', '.', '..'].includes(part)), stem };
}

/** Such as `ComfyUI_00001_.png`. @param number from 1. */
export function numbered(stem: string, number: number, extension: string): string {
  return `${stem}_${String(number).padStart(5, '0')}_.${extension}`;
}

/** The number in a name that {@link numbered} makes; undefined in any other name. */
export function numberIn(name: string, stem: string): number | undefined {
  const rest = name.toLowerCase().startsWith(`${stem}_`.toLowerCase()) ? name.slice(stem.length + 1) : '';
  const [, digits] = /^(\d{1,9})_/.exec(rest) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function withTokens(prefix: string, { width, height, batch, time }: SavedNameFacts): string {
  const values: Readonly<Record<string, string>> = {
    width: String(width),
    height: String(height),
    batch_num: String(batch),
    year: dated('yyyy', time),
    month: dated('MM', time),
    day: dated('dd', time),
    hour: dated('hh', time),
    minute: dated('mm', time),
    second: dated('ss', time),
  };
  return prefix.replaceAll(/%([^%/\\]+)%/g, (token, name: string) => {
    if (name.startsWith('date:')) return dated(name.slice('date:'.length), time);
    return values[name] ?? token;
  });
}

/** `d`, `M`, `h`, `m`, `s` and `y` as ComfyUI's editor writes them: a letter for each digit, or one for all. */
function dated(format: string, time: Date): string {
  const parts: Readonly<Record<string, number>> = {
    d: time.getDate(),
    M: time.getMonth() + 1,
    h: time.getHours(),
    m: time.getMinutes(),
    s: time.getSeconds(),
    y: time.getFullYear(),
  };
  return format.replaceAll(/(d|M|h|m|s|y)\1*/g, (letters, letter: string) => {
    const text = String(parts[letter]);
    return letter === 'y' ? text.slice(-letters.length) : text.padStart(letters.length, '0');
  });
}
