// Schedules of Qwen-Image-2.1 and its Turbo against the reference, and the sizes of pictures that it makes.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dimensionsForArea } from '../../../inference/diffusion/latent-grid.ts';
import { checkpointSchedule, checkpointSteps } from '../../../inference/diffusion/schedule/checkpoint-schedule.ts';
import { flowMatchSchedule, shiftFor } from '../../../inference/diffusion/schedule/flow-match-schedule.ts';
import { modelTimestep, stepCount } from '../../../inference/diffusion/schedule/schedule.ts';
import { loadSchedulerConfig, parseSchedulerConfig } from '../../../inference/diffusion/schedule/scheduler-config.ts';
import { DEFAULTS } from '../../../inference/families/qwen-image-2.1/defaults.ts';
import { TURBO_SIGMAS } from '../../../inference/families/qwen-image-2.1/turbo.ts';
import { maxAbsDifference } from '../../inference/support/golden-tensors.ts';
import { CHECKPOINTS, repoPath } from '../../inference/support/goldens.ts';

interface Row {
  readonly scheduler: 'standard' | 'turbo' | 'turbo_sigmas_on_standard_scheduler';
  readonly tokens: number;
  readonly steps: number;
  readonly mu: number;
  readonly sigmas: readonly (number | null)[];
  readonly timesteps: readonly number[];
}

interface ScheduleGoldens {
  readonly diffusers: readonly Row[];
  readonly turbo_sigmas: readonly number[];
  readonly calculate_dimensions: readonly {
    readonly output_resolution: number;
    readonly width: number;
    readonly height: number;
    readonly result: readonly [number, number];
  }[];
}

const GOLDENS = repoPath('test/fixtures/goldens/2.1');
const goldens = JSON.parse(await readFile(join(GOLDENS, 'schedule.json'), 'utf8')) as ScheduleGoldens;
const standard = await loadSchedulerConfig(join(CHECKPOINTS, 'tiny-2.1/scheduler'));
const turboJson: unknown = JSON.parse(await readFile(join(GOLDENS, 'schedulers/turbo.json'), 'utf8'));
const turbo = { ...parseSchedulerConfig(turboJson, 'turbo.json'), variant: 'standard' } as const;
const rows = (scheduler: Row['scheduler']): readonly Row[] =>
  goldens.diffusers.filter((row) => row.scheduler === scheduler && !row.sigmas.includes(null));

describe('the schedule', () => {
  it('is that of the reference, its own config and any number of tokens and steps', () => {
    expect(rows('standard').length).toBeGreaterThan(20);
    for (const { tokens, steps, mu, sigmas, timesteps } of rows('standard')) {
      expect(shiftFor(standard, tokens, 'standard')).toBeCloseTo(mu, 12);
      const schedule = checkpointSchedule({ ...standard, variant: 'standard' }, { steps, imageTokens: tokens });
      expect(maxAbsDifference(schedule.sigmas, sigmas as readonly number[])).toBeLessThanOrEqual(1e-6);
      const asked = timesteps.map((_, i) => modelTimestep(schedule, i) * 1000);
      expect(maxAbsDifference(asked, timesteps)).toBeLessThanOrEqual(1e-3);
    }
  });

  it('of one step stays one step, where the reference divides 0 by 0', () => {
    const one = checkpointSchedule({ ...standard, variant: 'standard' }, { steps: 1, imageTokens: 1024 });
    expect(one.sigmas).toEqual([1, 0]);
  });

  it('of Turbo is its own eight noise levels as they are, at every size and whatever steps are asked for', () => {
    expect([...TURBO_SIGMAS]).toEqual(goldens.turbo_sigmas);
    const scheduler = { ...turbo, fixedSigmas: TURBO_SIGMAS };
    for (const { tokens, sigmas } of rows('turbo')) {
      expect(checkpointSchedule(scheduler, { steps: 20, imageTokens: tokens }).sigmas).toEqual(sigmas);
    }
    expect(checkpointSteps(scheduler, 20)).toBe(8);
    expect(stepCount(checkpointSchedule(scheduler, { steps: 20, imageTokens: 1024 }))).toBe(8);
    expect(checkpointSteps(turbo, 20)).toBe(20);
  });

  it('shifts the noise levels of Turbo when a user gives them to the standard scheduler, as the reference does', () => {
    for (const { tokens, steps, sigmas } of rows('turbo_sigmas_on_standard_scheduler')) {
      const schedule = flowMatchSchedule(standard, { steps, imageTokens: tokens, sigmas: goldens.turbo_sigmas });
      expect(maxAbsDifference(schedule.sigmas, sigmas as readonly number[])).toBeLessThanOrEqual(1e-6);
    }
  });
});

describe('the sizes of pictures', () => {
  it('are those of the reference for the area of a square and the ratio of a picture', () => {
    for (const { output_resolution: side, width, height, result } of goldens.calculate_dimensions) {
      const made = dimensionsForArea(side ** 2, width / height);
      expect([made.width, made.height]).toEqual(result);
    }
  });

  it('that are offered have the area of the default by the same rule', () => {
    for (const [ratio, size] of Object.entries(DEFAULTS.sizes)) {
      const [across = 1, down = 1] = ratio.split(':').map(Number);
      const made = dimensionsForArea(1024 ** 2, across / down);
      expect([made.width, made.height]).toEqual(size);
    }
  });
});
