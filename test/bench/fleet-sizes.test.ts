/** Sizes of a fleet follow from the rows of RESULTS.md. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { fleetSizes, measuredIn } from '../../bench/sizes/fleet-sizes.ts';
import { repoPath } from '../inference/support/goldens.ts';

const MEASURED = { passCpu: 50, textCpu: 30, decodeCpu: 13, queueCommands: 500 };
const PLAN = { name: '20 steps with guidance', steps: 20, passes: 2 } as const;

it('multiplies what was measured', () => {
  const sizes = fleetSizes(PLAN, MEASURED, 86_400, undefined);
  expect(sizes).toMatchObject({ cpuSeconds: 2043, cores: 2043, gpuHours: undefined });
  expect(sizes.tflop).toBeCloseTo(40 * 15.66 + 1.1, 6);
  expect(sizes.bytes).toBe(86_400 * (786_432 + 20 * 262_144));
  expect(fleetSizes(PLAN, MEASURED, 3600, 1).gpuHours).toBeCloseTo(40 * 15.66 + 1.1, 6);
});

it('finds its figures in the tables', async () => {
  const texts = ['bench/RESULTS.md', 'docs/measurements.md'].map((path) => readFile(repoPath(path), 'utf8'));
  const measured = measuredIn((await Promise.all(texts)).join('\n'));
  for (const figure of Object.values(measured)) expect(figure).toBeGreaterThan(0);
  expect(() => measuredIn('nothing')).toThrow('RESULTS.md has no row');
});
