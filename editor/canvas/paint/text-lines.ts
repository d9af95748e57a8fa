/** Text that fits into a width: broken into lines, or shortened. Measured texts are remembered. */
import { KEPT } from '../metrics.ts';

const knownLines = new Map<string, readonly string[]>();
const knownShortened = new Map<string, string>();

/**
 * Breaks a text between words.
 * @param context with its font set. @param width of a line, in canvas pixels.
 * @param most number of lines. A line that is too wide is shortened.
 */
export function linesOf(
  context: CanvasRenderingContext2D,
  text: string,
  width: number,
  most: number,
): readonly string[] {
  return remembered(knownLines, `${context.font}|${width}|${most}|${text}`, () => {
    const lines: string[] = [];
    for (const word of text.split(' ')) {
      const last = lines.at(-1);
      const longer = last === undefined ? undefined : `${last} ${word}`;
      if (longer !== undefined && (lines.length === most || context.measureText(longer).width <= width))
        lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines.map((line) => shortened(context, line, width));
  });
}

/** The start of a text that fits, with an ellipsis when something is missing. @param width in canvas pixels. */
export function shortened(context: CanvasRenderingContext2D, text: string, width: number): string {
  return remembered(knownShortened, `${context.font}|${width}|${text}`, () => {
    let short = text;
    while (short.length > 1 && context.measureText(short).width > width) short = `${short.slice(0, -2).trimEnd()}…`;
    return short;
  });
}

function remembered<T>(memory: Map<string, T>, key: string, make: () => T): T {
  const known = memory.get(key);
  if (known !== undefined) return known;
  if (memory.size > KEPT.texts) memory.clear();
  const made = make();
  memory.set(key, made);
  return made;
}
