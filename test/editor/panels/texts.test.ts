/** Times, reasons, excerpts and names in words. */
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../../../editor/document/graph/catalogue.ts';
import { fileNameProblem } from '../../../editor/panels/dialogs/share/file-name.ts';
import { keyParts } from '../../../editor/panels/text/keys.ts';
import { socketTitle } from '../../../editor/panels/text/node.ts';
import { forecastSummary, forecastText, missText } from '../../../editor/panels/text/reasons.ts';
import { excerpt, promptOf, seedOf } from '../../../editor/panels/text/run.ts';
import { agoText, secondsLeft } from '../../../editor/panels/text/time.ts';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { TYPES, WORKFLOW } from './fake.ts';

const shape = {
  title: 'Denoise',
  description: '',
  category: '',
  terminal: false,
  known: true,
  inputs: { seed: { kind: 'seed', title: 'Seed' } },
  outputs: {},
} as const;

describe('times', () => {
  it('are relative for an hour, then absolute', () => {
    const now = new Date(2026, 10, 26, 14, 0).getTime();
    expect(agoText(now - 5000, now)).toBe('just now');
    expect(agoText(now - 240_000, now)).toBe('4 min ago');
    expect(agoText(now - 2 * 3_600_000, now)).toBe('12:00');
    expect(agoText(new Date(2026, 10, 20, 9, 5).getTime(), now)).toBe('Nov 20, 09:05');
    expect(agoText(new Date(2025, 1, 3, 9, 5).getTime(), now)).toBe('Feb 3, 2025, 09:05');
  });

  it('left are estimated only once there is enough progress', () => {
    expect(secondsLeft(undefined, 10)).toBeUndefined();
    expect(secondsLeft(0.01, 10)).toBeUndefined();
    expect(secondsLeft(0.25, 10)).toBe(30);
  });
});

describe('the reason why a node runs', () => {
  it('names inputs by their titles', () => {
    expect(missText({ kind: 'changed', component: 'input seed' }, shape)).toBe('“Seed” changed');
    expect(missText({ kind: 'changed', component: 'input other' }, shape)).toBe('other changed');
    expect(missText({ kind: 'changed', component: 'outside state' }, shape)).toBe(
      'a file or model that it reads changed',
    );
    expect(missText({ kind: 'first-time' }, shape)).toBe('it has not run before');
  });

  it('is part of the forecast of a node', () => {
    expect(
      forecastText(
        { node: 'a', type: 'x', action: 'run', why: { kind: 'changed', component: 'input seed' }, seconds: 12.4 },
        shape,
      ),
    ).toBe('It will run: “Seed” changed. It takes about 12 s.');
    expect(forecastText({ node: 'a', type: 'x', action: 'reuse', tier: 'disk' }, shape)).toBe(
      'Its result is reused from the disk.',
    );
  });

  it('is left out of the forecast of a run, which counts nodes and adds up time', () => {
    const run = { node: 'a', type: 'x', action: 'run', why: { kind: 'first-time' }, seconds: undefined } as const;
    const reuse = { node: 'b', type: 'x', action: 'reuse', tier: 'memory' } as const;
    expect(forecastSummary({ nodes: [run, reuse], seconds: undefined, unknown: 1 })).toBe('1 node runs, 1 is reused.');
    expect(forecastSummary({ nodes: [run, run], seconds: 14, unknown: 1 })).toBe(
      '2 nodes run in about 14 s plus the time of 1 new node.',
    );
    expect(forecastSummary({ nodes: [reuse, reuse], seconds: undefined, unknown: 0 })).toBe(
      'Nothing to compute: 2 results are reused.',
    );
  });
});

describe('the prompt and seed of a run', () => {
  it('are read from its parameters first', () => {
    expect(promptOf(WORKFLOW, TYPES)).toBe('A red fox');
    expect(seedOf(WORKFLOW, TYPES)).toBe('7');
  });

  it('are read from the nodes if there are no parameters', () => {
    const bare: Workflow = { ...WORKFLOW, parameters: undefined };
    expect(promptOf(bare, TYPES)).toBe('A red fox');
    expect(seedOf(bare, TYPES)).toBe('7');
    expect(promptOf({ ...WORKFLOW, nodes: {} }, TYPES)).toBeUndefined();
    expect(seedOf({ ...WORKFLOW, nodes: { a: { type: 'x', inputs: {} } } }, nodeTypes({ nodes: [] }))).toBeUndefined();
  });

  it('are cut between words', () => {
    expect(excerpt('  one\n two   three ', 40)).toBe('one two three');
    expect(excerpt('one two three four', 12)).toBe('one two…');
    expect(excerpt('Donaudampfschifffahrt', 8)).toBe('Donauda…');
  });
});

describe('names', () => {
  it('of sockets are declared, or made from identifiers', () => {
    expect(socketTitle('textEncoder', { title: 'Text encoder' })).toBe('Text encoder');
    expect(socketTitle('guidanceScale', undefined)).toBe('Guidance scale');
  });

  it('of keys are those on the keyboard', () => {
    expect(keyParts('Mod+Shift+Z', false)).toEqual(['Ctrl', 'Shift', 'Z']);
    expect(keyParts('Mod+Shift+Z', true)).toEqual(['⌘', '⇧', 'Z']);
    expect(keyParts('Mod++', false)).toEqual(['Ctrl', '+']);
    expect(keyParts('+', false)).toEqual(['+']);
    expect(keyParts('Alt+ArrowUp', false)).toEqual(['Alt', '↑']);
  });

  it('of files are checked for characters that cannot be used', () => {
    for (const good of ['fox', 'Fox in the snow', 'grid 2.1', '狐']) expect(fileNameProblem(good)).toBeUndefined();
    for (const bad of ['', '  ', '../fox', 'a\\b', '.hidden', 'a:b', 'x'.repeat(101)])
      expect(fileNameProblem(bad)).toBeDefined();
  });
});
