/** From the rows of a table to the files of a batch: each with its name, its seeds and the jobs that make it. */
import { extname } from 'node:path';
import { digestValue } from '../../cache/canonical.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import type { Workflow } from '../../workflow/schema.ts';
import { withValue } from '../../workflow/settings.ts';
import type { Settable } from '../../workflow/settables.ts';
import type { Layout } from './layouts/layout.ts';
import { parameterFields } from './names/parameter-fields.ts';
import { type FieldValues, type NameTemplate, parseTemplate, renderName } from './names/template.ts';
import type { PictureJob } from './performer.ts';
import type { BadRow, Row, RowReader } from './rows/row.ts';
import { type Columns, columnsOf, saysSomething, setColumn } from './values/columns.ts';
import { SEED_COLUMNS, type SeedChoice, seedSettable, seedsOf } from './values/seeds.ts';

/** Everything that decides what a batch makes. */
export interface BatchDesign {
  /** Names the table in messages. */
  readonly table: string;
  readonly rows: RowReader;
  /** With the settings of the command line applied. */
  readonly workflow: Workflow;
  readonly registry: NodeRegistry;
  readonly template: NameTemplate;
  readonly seeds: SeedChoice;
  /** Ids of the nodes to compute; undefined for every output. */
  readonly targets: readonly string[] | undefined;
  /** Columns that a row must have. */
  readonly required: readonly string[];
  readonly layout: Layout | undefined;
  /** What `{date}` stands for: the day on which the batch was first started. */
  readonly date: string;
  /** The path of a picture that a row names. @throws Error when there is none. */
  findInput(name: string): Promise<string>;
}

/** A file to be made. */
export interface BatchItem {
  readonly kind: 'item';
  readonly index: number;
  readonly line: number;
  /** Below the folder, with slashes, without extension. */
  readonly name: string;
  /** One for each job. */
  readonly seeds: readonly string[];
  /** The row as the table has it. */
  readonly values: Readonly<Record<string, unknown>>;
  /** A file that belongs beside the picture. */
  readonly beside: { readonly name: string; readonly text: string } | undefined;
  /** Several for a grid. @throws RangeError for a picture that is not there. */
  jobs(): Promise<readonly PictureJob[]>;
}

/** Fields that every file has. */
export const OWN_FIELDS: readonly string[] = ['index', 'seed', 'sample', 'repeat', 'date'];

/** The files of a batch, and the rows that cannot be used, in the order of the table. */
export async function* batchItems(design: BatchDesign): AsyncGenerator<BatchItem | BadRow> {
  const maker = new ItemMaker(design);
  for await (const row of design.rows()) {
    if (row.kind === 'bad') yield row;
    else
      try {
        yield* maker.itemsOf(row);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        yield { kind: 'bad', index: row.index, line: row.line, error: error.message };
      }
  }
}

class ItemMaker {
  readonly #design: BatchDesign;
  readonly #columns: Columns;
  readonly #seed: Settable | undefined;
  /** Parameters of the workflow, as fields of names. */
  readonly #parameters: FieldValues;
  /** The template of the file beside a picture, and its extension with the dot. */
  readonly #beside: { readonly template: NameTemplate; readonly extension: string } | undefined;

  constructor(design: BatchDesign) {
    this.#design = design;
    this.#columns = columnsOf(design.workflow, design.registry);
    this.#seed = seedSettable(design.workflow, design.registry);
    this.#parameters = parameterFields(this.#columns.settables);
    const beside = design.layout?.beside?.template;
    const extension = beside === undefined ? '' : extname(beside);
    this.#beside =
      beside === undefined ? undefined : { template: parseTemplate(beside.slice(0, -extension.length)), extension };
  }

  /** @throws RangeError that says what is wrong with the row. */
  itemsOf(row: Row): BatchItem[] {
    const { layout, seeds: choice, required } = this.#design;
    const values = { ...row.values, ...layout?.columns?.(row.values) };
    for (const name of required) if (!this.#has(values, name)) throw new RangeError(`there is no column "${name}"`);
    const { workflow, inputs } = this.#withRow(values);
    const first = String((this.#seed?.current as string | number | undefined) ?? 0);
    const seeds = this.#seed ? seedsOf(values, choice, first) : ['0'];
    const grid = layout?.grid === true;
    const groups = grid ? [seeds] : seeds.map((seed) => [seed]);
    return groups.map((group, sample) => {
      const fields = this.#fields(row, values, { seed: group[0] ?? '0', sample });
      return {
        kind: 'item',
        index: row.index,
        line: row.line,
        name: renderName(this.#design.template, fields),
        seeds: group,
        values: row.values,
        beside: this.#besideOf(row, fields),
        jobs: () => this.#jobs(row.index, { workflow, values, seeds: group, inputs }),
      };
    });
  }

  /** Whether a column says something for a parameter. */
  #has(values: FieldValues, parameter: string): boolean {
    const wanted = this.#columns.settableOf(parameter);
    return Object.entries(values).some(([column, value]) => {
      const settable = this.#columns.settableOf(column);
      return settable !== undefined && settable === wanted && saysSomething(settable, value);
    });
  }

  /** The workflow with the row set, and the pictures the row names, by name. */
  #withRow(values: FieldValues): { readonly workflow: Workflow; readonly inputs: readonly string[] } {
    let { workflow } = this.#design;
    const inputs: string[] = [];
    for (const [column, value] of Object.entries(values)) {
      if (SEED_COLUMNS.includes(column)) continue;
      const settable = this.#columns.settableOf(column);
      if (!settable || !saysSomething(settable, value)) continue;
      workflow = setColumn(workflow, column, settable, value);
      if (settable.definition.kind === 'file') inputs.push(value as string);
    }
    return { workflow, inputs };
  }

  #fields(row: Row, values: FieldValues, own: { readonly seed: string; readonly sample: number }): FieldValues {
    const { date } = this.#design;
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ''));
    return { index: row.index, ...own, repeat: own.sample + 1, date, ...this.#parameters, ...given, seed: own.seed };
  }

  #besideOf(row: Row, fields: FieldValues): BatchItem['beside'] {
    const { layout } = this.#design;
    if (!layout?.beside || !this.#beside) return undefined;
    const name = renderName(this.#beside.template, fields) + this.#beside.extension;
    return { name, text: layout.beside.text(row.values) };
  }

  async #jobs(
    index: number,
    picture: {
      readonly workflow: Workflow;
      readonly values: FieldValues;
      readonly seeds: readonly string[];
      readonly inputs: readonly string[];
    },
  ): Promise<PictureJob[]> {
    const found = await Promise.all(
      picture.inputs.map(async (name) => [name, await this.#design.findInput(name)] as const),
    );
    const { targets } = this.#design;
    return picture.seeds.map((seed) => {
      const workflow = this.#seed ? withValue(picture.workflow, this.#seed, seed) : picture.workflow;
      const { nodes, subgraphs } = workflow;
      const id = digestValue({ nodes, subgraphs, targets });
      return { id, index, workflow, targets, values: { ...picture.values, seed }, inputs: Object.fromEntries(found) };
    });
  }
}
