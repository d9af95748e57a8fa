/** Wrong options and names of workflows: the error says what to type. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readArguments, RUN_OPTIONS } from '../../engine/cli/options.ts';
import { workflowFile } from '../../engine/host/workflow-file.ts';
import { repoPath } from '../inference/support/goldens.ts';

const read = (args: readonly string[], settings?: readonly string[]) => () =>
  readArguments(args, RUN_OPTIONS, settings);

describe('an option', () => {
  it.each([
    [['--modles', 'x'], 'There is no option "--modles". Did you mean "--models"?'],
    [['--quite'], 'There is no option "--quite". Did you mean "--quiet"?'],
    [['--width=64'], 'There is no option "--width". A setting of the workflow is written --set width=VALUE.'],
    [['--promt', 'x'], 'There is no option "--promt". A setting of the workflow is written --set prompt=VALUE.'],
    [['--zzzzzzzz'], 'There is no option "--zzzzzzzz". Known: --models, --nodes, --input, '],
    [['-z'], 'There is no option "-z". Known: --models, '],
    [['--out'], '--out needs a value: --out VALUE.'],
    [['--out', '--quiet'], '--out needs a value. To give it one that begins with a dash, write --out=VALUE.'],
    [['--json=3'], '--json takes no value.'],
  ])('%j is refused with what to type', (args, message) => {
    expect(read(args, ['prompt', 'width'])).toThrow(message);
  });
});

describe('the file of a workflow', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inkloom-files-'));
  writeFileSync(join(folder, 'portrait.json'), '{}');
  writeFileSync(join(folder, 'fox.png'), '');
  mkdirSync(join(folder, 'edit'));

  it('may be a file, or a workflow that ships by its name', () => {
    expect(workflowFile(join(folder, 'portrait.json'))).toBe(join(folder, 'portrait.json'));
    expect(workflowFile('text-to-image')).toBe(repoPath('workflows/text-to-image.json'));
  });

  it.each([
    [join(folder, 'portrait'), `Did you mean "${join(folder, 'portrait.json')}"?`],
    [join(folder, 'potrait.json'), `Did you mean "${join(folder, 'portrait.json')}"?`],
    [join(folder, 'fox.jpg'), `Did you mean "${join(folder, 'fox.png')}"?`],
    [join(folder, 'text-to-image.json'), 'Did you mean "text-to-image", which ships?'],
    ['Text to image', 'Did you mean "text-to-image", which ships?'],
    ['txt-to-image', 'Did you mean "text-to-image", which ships?'],
    ['zzzzzzzzzz', 'or one that ships: '],
  ])('%s does not exist: the error names what may be meant', (given, hint) => {
    expect(() => workflowFile(given)).toThrow(`${given}: there is no such file. `);
    expect(() => workflowFile(given)).toThrow(hint);
  });
});
