/** Which reporter a command line asks for. */
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

/** Events go to standard output with `json`, else to the error output: a bar on a terminal, lines elsewhere. */
export function chooseReporter({ json, quiet, explain = false }: ReportValues, titles: Titles): Reporter {
  const { stdout, stderr } = process;
  const sayError = (line: string): void => void stderr.write(`${line}\n`);
  if (json) return jsonReporter((line) => stdout.write(`${line}\n`));
  if (quiet) return quietReporter(sayError, titles);
  if (stderr.isTTY && !explain)
    return terminalReporter({ write: (text) => stderr.write(text), columns: stderr.columns }, titles);
  return plainReporter(sayError, titles, { explain });
}
