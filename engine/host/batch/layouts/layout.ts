/** How a benchmark has its prompts and wants its pictures. Every layout is data; the batch knows none by name. */
import type { RowReader } from '../rows/row.ts';

export interface Layout {
  /** As `--layout` takes it. */
  readonly name: string;
  /** For help and messages. */
  readonly title: string;
  /** The workflow that ships, unless another is named. */
  readonly workflow: 'text-to-image' | 'edit';
  /** Pictures of a row, unless `--seeds` says otherwise. */
  readonly samples: number;
  /** Whether the pictures of a row are joined into one file. */
  readonly grid: boolean;
  /** Below the folder, with the extension of the files. */
  readonly template: string;
  /** Reads the benchmark's own prompts; undefined when they are a table. */
  readonly rows?: (path: string) => RowReader;
  /**
   * The columns of the workflow, and those the template needs, from the benchmark's own. They are added to the row.
   * @throws RangeError for a row that lacks one, or has a value that the benchmark does not know.
   */
  columns?(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  /** The template of a file beside the pictures of a row, and its text. */
  readonly beside?: {
    readonly template: string;
    text(values: Readonly<Record<string, unknown>>): string;
  };
}

/** A column that a benchmark has. @throws RangeError that names it. */
export function textColumn(values: Readonly<Record<string, unknown>>, ...names: readonly string[]): string {
  for (const name of names) {
    const value = values[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  throw new RangeError(`expected a column "${names.join('" or "')}" with a text`);
}
