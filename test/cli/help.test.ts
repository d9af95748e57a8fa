/** The commands that compute nothing: help, version, draw and inspect. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { repoPath } from '../inference/support/goldens.ts';
import { inkloom, inkloomHere, newFolder } from './support.ts';

describe('help', () => {
  it.each([
    [[], 2, 'Usage: inkloom COMMAND'],
    [['--help'], 0, 'Usage: inkloom COMMAND'],
    [['run', '--help'], 0, 'Exit codes: 0 done'],
    [['run', 'text-to-image', '--help'], 0, 'positive.prompt'],
    [['image', '--help'], 0, '--guidance'],
    [['batch', '--help'], 0, 'Usage: inkloom batch'],
    [['inspect', '--help'], 0, 'Usage: inkloom inspect'],
    [['draw', '--help'], 0, 'Usage: inkloom draw'],
    [['start', '--help'], 0, 'Usage: inkloom start'],
    [['plan', '--help'], 0, 'Usage: inkloom plan'],
    [['extract', '--help'], 0, 'Usage: inkloom extract'],
    [['import', '--help'], 0, 'Usage: inkloom import'],
    [['export', '--help'], 0, 'Usage: inkloom export'],
    [['models', 'get', '--help'], 0, 'Usage: inkloom models get'],
    [['cache', '--help'], 0, 'Usage: inkloom cache'],
    [['doctor', '--help'], 0, 'Usage: inkloom doctor'],
  ])('is printed by %j', async (args, expected, text) => {
    const { code, stdout, stderr } = await inkloomHere(args);
    expect(stdout).toContain(text);
    expect(stderr).toBe('');
    expect(code).toBe(expected);
  });

  it('without a command ends the process with 2', async () => {
    expect(await inkloom([])).toMatchObject({ code: 2, stderr: '' });
  });

  it('is a version with --version', async () => {
    const { version } = JSON.parse(await readFile(repoPath('package.json'), 'utf8')) as { readonly version: string };
    expect((await inkloom(['--version'])).stdout).toBe(`${version}\n`);
  });
});

describe('inkloom draw', () => {
  it('prints the drawing of a workflow', async () => {
    const { code, stdout } = await inkloomHere(['draw', 'text-to-image']);
    expect(code).toBe(0);
    expect(stdout).toBe(await readFile(repoPath('workflows/text-to-image.svg'), 'utf8'));
  });

  it('is refused without a workflow', async () => {
    const { code, stderr } = await inkloomHere(['draw']);
    expect(stderr).toBe('Expected one workflow: inkloom draw WORKFLOW\n');
    expect(code).toBe(2);
  });
});

describe('inkloom inspect', () => {
  it('lists the settings for people', async () => {
    const people = await inkloomHere(['inspect', 'text-to-image']);
    expect(people.stdout).toMatch(/^Text to image/);
    expect(people.stdout).toMatch(/ {2}steps +whole number, 1 to 10000 = 20/);
    expect(people.stdout).toContain('schedule.curve');
  });

  it('lists the settings for programs with --json', async () => {
    const programs = await inkloomHere(['inspect', 'text-to-image', '--json']);
    expect(JSON.parse(programs.stdout)).toMatchObject({
      name: 'Text to image',
      settables: expect.arrayContaining([expect.objectContaining({ name: 'prompt', parameter: true })]) as unknown,
    });
  });

  it('refuses other JSON in a sentence', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'theirs.json'), '[]');
    const { code, stderr } = await inkloomHere(['inspect', 'theirs.json'], folder);
    expect(stderr).toContain('theirs.json: not an Inkloom workflow. Inkloom reads its own workflow files');
    expect(code).toBe(2);
  });
});

describe('output that nobody reads to its end', () => {
  it.each(['run --help', 'draw text-to-image', 'inspect no-such-file'])('is no error: %s', async (command) => {
    const folder = await newFolder();
    const line = `${process.execPath} ${repoPath('engine/cli/inkloom.mjs')} ${command}`;
    const script = `${line} 2>&1 >&3 3>&- | true; exit "\${PIPESTATUS[0]}"`;
    const both = `{ ${script} ; } 3>&1 | true; echo "\${PIPESTATUS[0]}"`;
    const { stdout } = await promisify(execFile)('bash', ['-c', both], { cwd: folder });
    expect(stdout).toBe(command.endsWith('no-such-file') ? '2\n' : '0\n');
  });
});
