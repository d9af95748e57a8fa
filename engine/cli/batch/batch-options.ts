/** Options of `inkloom batch`, and its help. */
import type { Layout } from '../../host/batch/layouts/layout.ts';
import { SERVER_OPTIONS, SERVER_OPTIONS_HELP } from '../remote/remote-options.ts';
import { ENGINE_OPTIONS, ENGINE_OPTIONS_HELP, type OptionTable, type ValuesOf } from '../options.ts';

export const BATCH_OPTIONS = {
  ...ENGINE_OPTIONS,
  ...SERVER_OPTIONS,
  'workflow': { type: 'string' },
  'set': { type: 'string', multiple: true },
  'only': { type: 'string', multiple: true },
  'seeds': { type: 'string' },
  'format': { type: 'string' },
  'layout': { type: 'string' },
  'out': { type: 'string', short: 'o' },
  'at-once': { type: 'string' },
  'no-metadata': { type: 'boolean' },
  'json': { type: 'boolean' },
  'quiet': { type: 'boolean', short: 'q' },
  'help': { type: 'boolean', short: 'h' },
} as const satisfies OptionTable;

export type BatchValues = ValuesOf<typeof BATCH_OPTIONS> & {
  readonly lora?: readonly string[] | undefined;
  readonly enhance?: boolean | undefined;
};

/**
 * @param names of options of a picture.
 * @param layouts that ship.
 */
export function batchHelp(names: readonly string[], layouts: readonly Layout[]): string {
  return `Usage: inkloom batch TABLE [options]

Makes a picture for every row of a table, and writes each as soon as it is done. Pictures that are there already are
left alone, and those whose values, workflow or models have changed are made again: end it and start it again at any
time. manifest.jsonl in the output folder says what each picture was made from, or why it failed.

TABLE is a file of prompts, or - for standard input
  .jsonl           one JSON object a line: {"prompt": "a red star", "seed": 7}
  .csv, .tsv       the first line names the columns
  other files      one prompt a line

A column sets the parameter of the workflow that has its name, or an input as node.input. Other columns travel to the
manifest. Without --workflow the workflow is that of "inkloom image", with its options:
${names.map((name) => `--${name}`).join(', ')}, --lora, --enhance

Names of files, after the folder in --out: text and fields in braces. {index} counts the rows from 0, {sample} the
seeds of a row from 0, {repeat} from 1; {seed}; {date}, the day of the first start; any column, and any parameter of the
workflow. {index:05} pads with zeros, {prompt:.40} keeps 40 characters.
  inkloom batch prompts.csv -o 'out/{index:05}/{seed}' --seeds 4

Options
  --workflow WORKFLOW  a workflow file, or the name of one that ships, such as edit
  --seeds N            pictures for each row: N seeds from that of the row; or the seeds, as 1..4 or 7,9
  -o, --out PLACE      a folder, or names below a folder; default: out, with names {index:05}-{seed}
  --layout NAME        read the prompts of a benchmark, and write the folders its scripts expect:
${layouts.map(({ name, title }) => `                       ${name.padEnd(10)}${title}`).join('\n')}
  --format FORMAT      of the table: jsonl, csv, tsv or lines; default: by its extension
  --set name=value     set a parameter of the workflow for all rows, or an input as node.input; repeat for more
  --only NODE          compute only this node and the nodes it needs; repeat for more
  --at-once N          pictures under way at a time; default: 2
  --models PLACE       look for models here: a folder, or an installation of ComfyUI; repeat (also INKLOOM_MODELS)
  --input FOLDER       look for pictures of rows here, after the folder of the table; repeat for more
${ENGINE_OPTIONS_HELP}
${SERVER_OPTIONS_HELP}
  --no-metadata        leave the workflow out of the pictures
  --json               print one JSON object a line for each picture, for other programs
  -q, --quiet          print only the paths of the pictures
  -h, --help           print this help

Exit codes: 0 done, 1 a picture failed, 2 the command line, the table or the workflow cannot be used, 130 interrupted`;
}
