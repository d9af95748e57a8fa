/** Figures of several devices and of PyTorch, side by side. */
import { z } from 'zod';
import type { Unit } from './part.ts';

const line = z.union([
  z.object({ key: z.string(), value: z.number(), unit: z.enum(['TFLOPS', 's', 'GB/s', 'GiB', 'dB']) }),
  z.object({ error: z.string() }),
  z.object({ about: z.string() }),
]);

const REFERENCE = 'PyTorch';

export class Figures {
  /** By key, then by device. */
  readonly #figures = new Map<string, Map<string, { readonly value: number; readonly unit: Unit }>>();
  readonly #devices = new Set<string>();

  /** Takes a line of JSON from a part, and prints it. Any other line is what libraries say. */
  add(device: string, part: string, text: string): void {
    const parsed = line.safeParse(jsonOf(text));
    if (!parsed.success) return;
    const { data } = parsed;
    if ('error' in data) this.fail(device, `${part}: ${data.error}`);
    else if ('about' in data) console.log(data.about);
    else {
      const { key, ...figure } = data;
      console.log(`${device}: ${key}: ${textOf(figure)}`);
      this.#devices.add(device);
      const row = this.#figures.get(key) ?? new Map();
      this.#figures.set(key, row.set(device, figure));
    }
  }

  fail(device: string, text: string): void {
    console.log(`${device}: FAILED: ${text}`);
  }

  /** A table in Markdown. */
  table(): string {
    const devices = [...this.#devices];
    const rows = [...this.#figures].map(([key, row]) => {
      const cells = devices.map((device) => {
        const figure = row.get(device);
        return figure ? textOf(figure) : '';
      });
      return [key, ...cells];
    });
    return [['', ...devices], ['', ...devices].map(() => '---'), ...rows]
      .map((row) => `| ${row.join(' | ')} |`)
      .join('\n');
  }

  /** All figures but those of first runs, in a line; with the share of PyTorch's speed where it has the same one. */
  summary(): string {
    const warm = [...this.#figures].filter(([key]) => !key.endsWith('first run'));
    return warm
      .map(([key, row]) => {
        const reference = this.#reference(key);
        const cells = [...row].map(([device, figure]) => `${device} ${textOf(figure)}${shareOf(figure, reference)}`);
        return `${key}: ${cells.join(', ')}`;
      })
      .join('; ');
  }

  #reference(key: string): { readonly value: number } | undefined {
    return referenceKeys(key).flatMap((each) => this.#figures.get(each)?.get(REFERENCE) ?? [])[0];
  }
}

/** Keys under which PyTorch may have the figure that another one is compared with, which it computes in 16 bits. */
function referenceKeys(key: string): readonly string[] {
  return [key, key.replace(/^[48] bits/, 'dense f16'), key.replace(/[48] bits/, 'bf16')];
}

/** How much of the reference's speed a figure has; nothing for the reference itself, and for sizes. */
function shareOf(
  figure: { readonly value: number; readonly unit: Unit },
  reference: { readonly value: number } | undefined,
): string {
  if (!reference || figure === reference || figure.unit === 'GiB' || figure.unit === 'dB') return '';
  const share = figure.unit === 's' ? reference.value / figure.value : figure.value / reference.value;
  return ` (${share.toFixed(2)} of PyTorch's speed)`;
}

function textOf({ value, unit }: { readonly value: number; readonly unit: Unit }): string {
  return `${value.toPrecision(3)} ${unit}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
