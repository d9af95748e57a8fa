/** Picks the reporter a command line asks for. */
import { printMessage } from '../print.ts';
import { jsonReporter } from './json.ts';
import { plainReporter } from './plain.ts';
import { quietReporter } from './quiet.ts';
import type { Reporter, Titles } from './reporter.ts';
import { terminalReporter } from './terminal.ts';

export interface ReportValues {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly explain?: boolean;
}

/** JSON goes to standard output. Everything else goes to the error output: a bar on a terminal, lines elsewhere. */
export function chooseReporter({ json, quiet, explain = false }: ReportValues, titles: Titles): Reporter {
  const { stdout, stderr } = process;
  if (json) return jsonReporter((line) => stdout.write(`${line}\n`));
  if (quiet) return quietReporter(printMessage, titles);
  if (!stderr.isTTY || explain) return plainReporter(printMessage, titles, { explain });
  return terminalReporter({ write: (text) => stderr.write(text), columns: stderr.columns }, titles);
}
