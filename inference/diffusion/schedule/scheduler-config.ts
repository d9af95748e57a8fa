/**
 * The fields of a checkpoint's `scheduler/scheduler_config.json` that determine the schedule.
 * Fields and defaults: diffusers `FlowMatchEulerDiscreteScheduler`, scheduling_flow_match_euler_discrete.py.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { parseConfig } from '../../checkpoint/config-file.ts';
import { readOptionalJson } from '../../checkpoint/optional-json.ts';
import { InferenceError } from '../../errors.ts';

const unsupported = z.literal(false, 'must be false, there is no such schedule').nullish();

const schedulerConfigSchema = z
  .object({
    num_train_timesteps: z.number().positive().default(1000),
    shift: z.number().positive().default(1),
    use_dynamic_shifting: z.boolean().default(false),
    base_shift: z.number().default(0.5),
    max_shift: z.number().default(1.15),
    base_image_seq_len: z.number().int().positive().default(256),
    max_image_seq_len: z.number().int().positive().default(4096),
    shift_terminal: z.union([z.number().min(0).lt(1), z.literal(false)]).nullish(),
    time_shift_type: z.enum(['exponential', 'linear']).default('exponential'),
    invert_sigmas: unsupported,
    stochastic_sampling: unsupported,
    use_beta_sigmas: unsupported,
    use_exponential_sigmas: unsupported,
    use_karras_sigmas: unsupported,
  })
  .refine((c) => c.base_image_seq_len !== c.max_image_seq_len, {
    path: ['max_image_seq_len'],
    message: 'must differ from base_image_seq_len',
  })
  .transform((c) => ({
    /** The model's time runs from 0 to this; sigmas from 0 to 1. */
    trainTimesteps: c.num_train_timesteps,
    /** Constant shift, used without dynamic shifting. */
    shift: c.shift,
    /** Shift by resolution, else by the constant `shift`. */
    useDynamicShifting: c.use_dynamic_shifting,
    /** Shifts at `baseImageTokens` and `maxImageTokens`; for other pictures, on the line through both. */
    baseShift: c.base_shift,
    maxShift: c.max_shift,
    baseImageTokens: c.base_image_seq_len,
    maxImageTokens: c.max_image_seq_len,
    /** Sigma that the last step starts from, reached by stretching the schedule; undefined for no stretch. */
    shiftTerminal: c.shift_terminal || undefined,
    /** The curve dynamic shifting bends the schedule with. */
    timeShiftType: c.time_shift_type,
  }));

export type SchedulerConfig = Readonly<z.output<typeof schedulerConfigSchema>>;

/** How sigmas are spaced before they are shifted: `layered` checkpoints go down to 0 and shift by the token ratio. */
export type ScheduleVariant = 'standard' | 'layered';

/** The schedule a checkpoint was trained with. */
export interface Scheduler extends SchedulerConfig {
  readonly variant: ScheduleVariant;
  /** The only noise levels that a distilled checkpoint is made for, as they are, without the final 0. */
  readonly fixedSigmas?: readonly number[];
}

/**
 * Validates a scheduler config that is already data.
 * @param file names the config in errors
 * @throws InferenceError `config-invalid` with the first offending field.
 */
export function parseSchedulerConfig(json: unknown, file: string): SchedulerConfig {
  return parseConfig(json, schedulerConfigSchema, file);
}

/**
 * Reads the config of a checkpoint's `scheduler` folder.
 * @throws InferenceError `file-missing`, `file-malformed` or `config-invalid`.
 */
export async function loadSchedulerConfig(directory: string): Promise<SchedulerConfig> {
  const file = join(directory, 'scheduler_config.json');
  const json = await readOptionalJson(directory, 'scheduler_config.json');
  if (json === undefined) throw new InferenceError('file-missing', `Config not found: ${file}`, { file });
  return parseSchedulerConfig(json, file);
}
