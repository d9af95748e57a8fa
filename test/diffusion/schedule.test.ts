/** Schedules against the reference: every row of schedule.json, and the values no row has. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { dimensionsForArea } from '../../inference/diffusion/latent-grid.ts';
import { comfyuiSchedule } from '../../inference/diffusion/schedule/comfyui-schedule.ts';
import { flowMatchSchedule, shiftFor } from '../../inference/diffusion/schedule/flow-match-schedule.ts';
import {
  customSchedule,
  modelTimestep,
  sigmaAt,
  startAtStrength,
  stepCount,
} from '../../inference/diffusion/schedule/schedule.ts';
import { loadSchedulerConfig, parseSchedulerConfig } from '../../inference/diffusion/schedule/scheduler-config.ts';
import { maxAbsDifference } from '../inference/support/golden-tensors.ts';

interface ScheduleGoldens {
  readonly diffusers: readonly {
    readonly scheduler: 'standard' | 'lightning' | 'layered';
    readonly width: number;
    readonly height: number;
    readonly tokens: number;
    readonly steps: number;
    readonly mu: number;
    readonly sigmas: readonly (number | null)[];
    readonly timesteps: readonly (number | null)[];
  }[];
  readonly comfyui_simple: readonly {
    readonly shift: number;
    readonly steps: number;
    readonly denoise: number;
    readonly sigmas: readonly number[];
  }[];
  readonly img2img_partial: readonly {
    readonly tokens: number;
    readonly steps: number;
    readonly strength: number;
    readonly steps_run: number;
    readonly timesteps: readonly number[];
  }[];
  readonly calculate_dimensions: readonly {
    readonly area: number;
    readonly width: number;
    readonly height: number;
    readonly result: readonly [number, number];
  }[];
}

async function json<T>(file: string): Promise<T> {
  const value: T = JSON.parse(await readFile(file, 'utf8'));
  return value;
}

const goldens = await json<ScheduleGoldens>('test/fixtures/goldens/schedule.json');
const files = {
  lightning: 'test/fixtures/goldens/schedulers/lightning.json',
  layered: 'test/fixtures/goldens/schedulers/layered.json',
};
const configs = {
  standard: await loadSchedulerConfig('models/tiny-random/scheduler'),
  lightning: parseSchedulerConfig(await json(files.lightning), files.lightning),
  layered: parseSchedulerConfig(await json(files.layered), files.layered),
};

describe('flowMatchSchedule', () => {
  it.each(
    goldens.diffusers.map((row) => [`${row.scheduler} ${row.width}x${row.height}, ${row.steps} steps`, row] as const),
  )('equals the reference: %s', (_name, row) => {
    const variant = row.scheduler === 'layered' ? 'layered' : 'standard';
    const config = configs[row.scheduler];
    const schedule = flowMatchSchedule(config, { steps: row.steps, imageTokens: row.tokens, variant });
    expect(shiftFor(config, row.tokens, variant)).toBeCloseTo(row.mu, 12);
    // Where the reference gives NaN, a single step from pure noise is meant.
    const expected = row.sigmas.map((sigma) => sigma ?? 1);
    expect(maxAbsDifference(schedule.sigmas, expected)).toBeLessThanOrEqual(1e-6);
    const times = row.timesteps.map((time) => (time ?? 1000) / 1000);
    expect(
      maxAbsDifference(
        times.map((_time, step) => modelTimestep(schedule, step)),
        times,
      ),
    ).toBeLessThanOrEqual(1e-6);
  });

  it('shifts and stretches custom sigmas as diffusers does', () => {
    const even = flowMatchSchedule(configs.standard, { steps: 4, imageTokens: 4096 });
    const given = flowMatchSchedule(configs.standard, { steps: 0, imageTokens: 4096, sigmas: [1, 0.75, 0.5, 0.25] });
    expect(given).toEqual(even);
  });

  it.each([
    ['base_shift', { use_dynamic_shifting: true, base_shift: 1000, max_shift: 1000 }],
    ['time_shift_type', { use_dynamic_shifting: true, time_shift_type: 'linear', base_shift: -2, max_shift: -2 }],
  ])('refuses a scheduler whose %s gives no numbers from 0 to 1', (_field, fields) => {
    const config = parseSchedulerConfig(fields, 'scheduler_config.json');
    expect(() => flowMatchSchedule(config, { steps: 4, imageTokens: 4096 })).toThrow('out of 0 to 1');
  });

  it('applies a constant shift without dynamic shifting', () => {
    const config = { ...configs.lightning, useDynamicShifting: false, shift: 3 };
    const schedule = flowMatchSchedule(config, { steps: 4, imageTokens: 1 });
    expect(maxAbsDifference(schedule.sigmas, [1, 0.9, 0.75, 0.5, 0])).toBeLessThanOrEqual(1e-6);
  });

  it.each([0, -1, 2.5, 10_001, Number.NaN])('refuses %s steps', (steps) => {
    expect(() => flowMatchSchedule(configs.standard, { steps, imageTokens: 256 })).toThrow(
      'must be a whole number from 1 to 10000',
    );
  });

  it.each([[[]], [[0.5, 0.5]], [[0.2, 0.8]], [[1.5]], [[1, 0]], [[Number.NaN]]])('refuses sigmas %j', (sigmas) => {
    expect(() => flowMatchSchedule(configs.standard, { steps: 1, imageTokens: 256, sigmas })).toThrow(/must/);
  });
});

describe('comfyuiSchedule', () => {
  it.each(
    goldens.comfyui_simple.map(
      (row) => [`shift ${row.shift}, ${row.steps} steps, denoise ${row.denoise}`, row] as const,
    ),
  )('equals ComfyUI: %s', (_name, row) => {
    expect(maxAbsDifference(comfyuiSchedule(row).sigmas, row.sigmas)).toBeLessThanOrEqual(1e-6);
  });

  it('refuses a shift or denoise out of range', () => {
    expect(() => comfyuiSchedule({ steps: 4, shift: 0 })).toThrow('shift must be above 0');
    expect(() => comfyuiSchedule({ steps: 4, shift: 3, denoise: 0 })).toThrow('denoise must be above 0');
  });
});

describe('startAtStrength', () => {
  it.each(goldens.img2img_partial)('equals the reference: $steps steps, strength $strength', (row) => {
    const full = flowMatchSchedule(configs.standard, { steps: row.steps, imageTokens: row.tokens });
    const part = startAtStrength(full, row.strength);
    expect(stepCount(part)).toBe(row.steps_run);
    const times = row.timesteps.map((time) => time / 1000);
    expect(
      maxAbsDifference(
        times.map((_time, step) => modelTimestep(part, step)),
        times,
      ),
    ).toBeLessThanOrEqual(1e-6);
  });

  it.each([0, -0.1, 1.1, Number.NaN])('refuses strength %s', (strength) => {
    expect(() => startAtStrength({ sigmas: [1, 0.5, 0] }, strength)).toThrow(
      'The strength must be above 0 and at most 1',
    );
  });
});

describe('customSchedule', () => {
  it('keeps sigmas as they are and ends at 0', () => {
    expect(customSchedule([1, 0.5]).sigmas).toEqual([1, 0.5, 0]);
    expect(customSchedule([1, 0.5, 0]).sigmas).toEqual([1, 0.5, 0]);
  });

  it.each([[[]], [[0]], [[0.5, 0.75]], [[1.25, 0.5]], [[1, -0.5]]])('refuses %j', (sigmas) => {
    expect(() => customSchedule(sigmas)).toThrow('Custom sigmas must fall');
  });

  it('throws for an index outside of the schedule', () => {
    expect(() => sigmaAt(customSchedule([1]), 2)).toThrow('there is none at index 2');
  });
});

describe('parseSchedulerConfig', () => {
  it.each([
    ['shift', 'three'],
    ['shift', 0],
    ['use_dynamic_shifting', 1],
    ['time_shift_type', 'quadratic'],
    ['shift_terminal', 1],
    ['use_karras_sigmas', true],
    ['max_image_seq_len', 256],
  ])('refuses %s: %j', (field, value) => {
    expect(() => parseSchedulerConfig({ [field]: value }, 'scheduler_config.json')).toThrow(
      `scheduler_config.json: ${field}: `,
    );
  });

  it('names a file that is missing', async () => {
    await expect(loadSchedulerConfig('models/nowhere')).rejects.toThrow(
      'Config not found: models/nowhere/scheduler_config.json',
    );
  });
});

describe('dimensionsForArea', () => {
  it.each(goldens.calculate_dimensions)('equals the reference: area $area of $width x $height', (row) => {
    const { width, height } = dimensionsForArea(row.area, row.width / row.height);
    expect([width, height]).toEqual(row.result);
  });
});
