/** A killed run resumes where it stopped. A changed run computes only what comes after the change. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventsOf, inkloom, inkloomHere, newFolder, type PrintedEvent } from './support.ts';

const STEPS = 12;
const RUN = [
  'run',
  'text-to-image',
  '--json',
  '--set',
  'model=tiny-random',
  '--set',
  'width=256',
  '--set',
  'height=256',
  '--set',
  `steps=${STEPS}`,
];

const executed = (events: readonly PrintedEvent[]): string[] =>
  events.flatMap(({ type, node, origin }) =>
    type === 'node-done' && origin === 'executed' && node !== undefined ? [node] : [],
  );
const steps = (events: readonly PrintedEvent[]): string[] =>
  executed(events).filter((node) => node.startsWith('denoise/step-'));
const picture = (folder: string): Promise<Buffer> => readFile(join(folder, 'out/inkloom-00001.png'));

describe('kill -9 in a denoise loop', async () => {
  const whole = await inkloom(RUN);
  const expected = await picture(whole.folder);

  it.each([1, 11])('after step %i lets the next run do the rest, to the same bytes', async (last) => {
    const killed = await inkloom(RUN, {
      interrupt: {
        when: (printed) => printed.includes(`"node":"denoise/step-${last}","origin":"executed"`),
        signal: 'SIGKILL',
      },
    });
    const finished = steps(eventsOf(killed.stdout));
    expect(finished.length).toBeGreaterThanOrEqual(last);
    const resumed = await inkloom(RUN, { folder: killed.folder });
    const rest = steps(eventsOf(resumed.stdout));
    // A step that was reported as done is kept. One more may have been kept before it could be reported.
    expect(rest.length).toBeLessThanOrEqual(STEPS - finished.length);
    expect(rest.some((step) => finished.includes(step))).toBe(false);
    expect((await picture(killed.folder)).equals(expected)).toBe(true);
  });

  // Before the first step, and between two: `test/faults` kills at many more points.
  it.each([2, 31])('after %i events leaves a cache without damage', async (events) => {
    const { folder } = await inkloom(RUN, {
      interrupt: { when: (printed) => printed.split('\n').length > events, signal: 'SIGKILL' },
    });
    await inkloom(RUN, { folder });
    expect((await picture(folder)).equals(expected)).toBe(true);
    expect((await inkloomHere(['cache', 'verify'], folder)).stdout).toContain(' 0 damaged');
  });
});

describe('a second process', () => {
  it('computes nothing and loads no weights for known results', async () => {
    const first = await inkloom(RUN);
    const { stdout } = await inkloom(RUN, { folder: first.folder });
    const events = eventsOf(stdout);
    expect(executed(events)).toEqual([]);
    expect(events.filter(({ type }) => type === 'node-started')).toEqual([]);
    // Nor does it save the picture again.
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'file-saved', path: 'out/inkloom-00001.png', isNew: false }),
    );
    expect(await readdir(join(first.folder, 'out'))).toEqual(['inkloom-00001.png']);
  });

  it('reuses the steps up to a change of the tail', async () => {
    const sigmas = (tail: string): string[] => [
      ...RUN,
      '--set',
      'schedule.curve=custom',
      '--set',
      `schedule.sigmas=1,0.9,0.8,0.6,${tail}`,
    ];
    const first = await inkloom(sigmas('0.4,0.2'));
    expect(steps(eventsOf(first.stdout))).toHaveLength(6);
    const changed = await inkloom(sigmas('0.3,0.2,0.1'), { folder: first.folder });
    expect(steps(eventsOf(changed.stdout))).toEqual([
      'denoise/step-4',
      'denoise/step-5',
      'denoise/step-6',
      'denoise/step-7',
    ]);
  });

  it('computes again only what comes after a change', async () => {
    const { folder } = await inkloom(RUN);
    const prefix = await inkloom([...RUN, '--set', 'save.prefix=other'], { folder });
    expect(executed(eventsOf(prefix.stdout))).toEqual(['save']);
    const prompt = await inkloom([...RUN, '--set', 'prompt=a blue fox'], { folder });
    expect(executed(eventsOf(prompt.stdout))).not.toContain('negative');
    expect(executed(eventsOf(prompt.stdout))).not.toContain('denoise/noise');
  });

  it('computes everything again with --no-cache', async () => {
    const { folder } = await inkloom([...RUN, '--no-cache']);
    const again = await inkloom([...RUN, '--no-cache'], { folder });
    expect(steps(eventsOf(again.stdout))).toHaveLength(STEPS);
  });

  it('that wants the same picture at the same time computes none of its steps again', async () => {
    const folder = await newFolder();
    const both = await Promise.all([inkloom(RUN, { folder }), inkloom([...RUN, '--out', 'again'], { folder })]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both.map(({ stderr }) => stderr).join('\n')).not.toContain('cache');
    const computed = both.flatMap(({ stdout }) => steps(eventsOf(stdout)));
    expect(computed).toHaveLength(STEPS);
    expect(new Set(computed).size).toBe(STEPS);
    expect((await readFile(join(folder, 'again/inkloom-00001.png'))).equals(await picture(folder))).toBe(true);
  });
});

describe('inkloom cache', async () => {
  const { folder } = await inkloom(RUN);
  const cache = async (...args: readonly string[]): Promise<string> =>
    (await inkloomHere(['cache', ...args], folder)).stdout;

  it('lists what is kept by type', async () => {
    expect(await cache('ls')).toMatch(/^\d+ values, .* of \d+ actions\n {2}conditioning +2 /);
  });

  it('verifies what is kept', async () => {
    expect(await cache('verify')).toMatch(/^\d+ values read, 0 damaged and removed\n$/);
  });

  it('removes what is above a size', async () => {
    const { keptBytes } = JSON.parse(await cache('gc', '--size', '300K', '--json')) as { readonly keptBytes: number };
    expect(keptBytes).toBeLessThanOrEqual(300 * 1024);
  });

  it('clears everything, and runs compute again', async () => {
    expect(await cache('clear')).toContain(', 0 kept (0 B)');
    expect((await inkloom(RUN, { folder })).code).toBe(0);
  });

  it.each([
    [[], 'Expected one of: ls, gc, verify, clear'],
    [['ls', 'x'], 'Expected one of'],
    [['gc', '--age', 'old'], '--age: expected a number of days'],
    [['gc', '--size', 'big'], '--size: expected a size'],
  ])('refuses %j with 2, and says why', async (args, message) => {
    const { code, stderr } = await inkloomHere(['cache', ...args]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
