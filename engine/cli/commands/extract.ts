/** `inkloom extract image.png`: the workflow a picture was made with. */
import { readFile, writeFile } from 'node:fs/promises';
import { inkloomJson } from '../../workflow/export/inkloom-json.ts';
import { readProvenance } from '../../workflow/picture/provenance.ts';
import { WorkflowError } from '../../workflow/workflow-error.ts';
import { EXIT } from '../exit.ts';
import { readArguments } from '../options.ts';
import { UsageError } from '../../host/usage-error.ts';

const HELP = `Usage: inkloom extract PICTURE [-o FILE] [--json]

Writes the workflow a picture (PNG, JPEG, WebP) was made with, every setting applied, to standard output or a file.

  -o, --out FILE   write it there
  --json           all there is: the workflow, the values of every node, the digests of the models, Inkloom's version`;

export async function extract(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    out: { type: 'string', short: 'o' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  const [file, ...more] = positionals;
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return EXIT.done;
  }
  if (file === undefined || more.length > 0) throw new UsageError('Expected one picture: inkloom extract PICTURE');
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new WorkflowError(file, ['there is no such file, or it cannot be read'], { cause });
  });
  const provenance = readProvenance(bytes, file);
  const content = values.json ? `${JSON.stringify(provenance, null, 2)}\n` : inkloomJson.write(provenance.workflow);
  if (values.out === undefined) process.stdout.write(content);
  else await writeFile(values.out, content);
  return EXIT.done;
}
