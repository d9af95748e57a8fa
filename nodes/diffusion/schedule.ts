/** Schedule: the noise levels (sigmas) a picture passes through. */
import { defineNode } from '../../engine/graph/define.ts';
import {
  checkpointSchedule,
  checkpointSteps,
  COMFYUI_CURVES,
  type ComfyuiCurve,
  comfyuiSchedule,
  customSchedule,
  DEFAULTS,
  flowMatchSchedule,
  imageSizes,
  startAtStrength,
  stepsAtStrength,
  type Schedule,
  type Scheduler,
} from '../../inference/index.ts';
import { knownNumber } from '../foresight.ts';
import { LATENT, SCHEDULE, SCHEDULER, TRANSFORMER } from '../sockets.ts';
import { scheduleNote } from './schedule-note.ts';

/** Shift of Lightning distillations: base_shift = max_shift = ln 3, no terminal, which is a constant shift of 3. */
const LIGHTNING = { useDynamicShifting: false, shift: 3, shiftTerminal: undefined } as const;

/** Curves of ComfyUI, by their names in this node. */
const COMFYUI_NAMES = Object.keys(COMFYUI_CURVES).map(
  (curve) => `comfyui-${curve.replaceAll('_', '-')}` as `comfyui-${Dashed<ComfyuiCurve>}`,
);

type Dashed<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}-${Dashed<Tail>}` : S;

function comfyuiCurve(name: (typeof COMFYUI_NAMES)[number]): ComfyuiCurve {
  return name.slice('comfyui-'.length).replaceAll('-', '_') as ComfyuiCurve;
}

/** Steps of given sigmas, whose last one, 0, is the end of the last step. */
function customSteps(sigmas: unknown): number | undefined {
  return Array.isArray(sigmas) ? sigmas.length - (sigmas.at(-1) === 0 ? 1 : 0) : undefined;
}

/** Steps of the checkpoint's own curve, as far as both are known. */
function checkpointCount(scheduler: unknown, steps: unknown): number | undefined {
  const asked = knownNumber(steps);
  if (asked === undefined || typeof scheduler !== 'object' || scheduler === null) return asked;
  return checkpointSteps(scheduler as Scheduler, asked);
}

export const schedule = defineNode({
  type: 'schedule',
  version: 1,
  title: 'Schedule',
  category: 'sampling',
  description: 'Chooses the sigmas of the denoise steps.',
  inputs: {
    scheduler: { kind: 'socket', socket: SCHEDULER, title: 'Scheduler' },
    transformer: {
      kind: 'socket',
      socket: TRANSFORMER,
      title: 'Transformer',
      tooltip: 'Says how many latent pixels make a token.',
    },
    latent: {
      kind: 'socket',
      socket: LATENT,
      title: 'Latent',
      tooltip: 'Its size counts: larger pictures get more noise.',
    },
    steps: { kind: 'int', min: 1, max: 10_000, default: DEFAULTS.steps, title: 'Steps' },
    curve: {
      kind: 'choice',
      options: ['checkpoint', 'lightning', 'constant-shift', ...COMFYUI_NAMES, 'custom', 'custom-shifted'],
      default: 'checkpoint',
      title: 'Curve',
      tooltip:
        'checkpoint: by its scheduler config. lightning: for 4- and 8-step distillations. ' +
        'comfyui-...: the schedulers of ComfyUI, so that a seed gives its picture. ' +
        'custom: the sigmas below as they are. ' +
        'custom-shifted: the sigmas below, shifted and stretched as the checkpoint says, like `sigmas` of diffusers.',
    },
    shift: {
      kind: 'float',
      min: 0.01,
      max: 100,
      default: 3.1,
      title: 'Shift',
      tooltip: 'For constant-shift and the curves of ComfyUI.',
    },
    denoise: {
      kind: 'float',
      min: 0.01,
      max: 1,
      step: 0.01,
      default: 1,
      title: 'Denoise',
      tooltip: 'For the curves of ComfyUI, as in its KSampler: below 1 the schedule is longer, and its end is kept.',
    },
    dropPenultimate: {
      kind: 'boolean',
      default: false,
      title: 'Drop last sigma',
      tooltip: 'For the curves of ComfyUI: leaves out the sigma before 0, as its KSampler does for dpm_2 and uni_pc.',
    },
    strength: {
      kind: 'float',
      min: 0,
      max: 1,
      default: 1,
      title: 'Strength',
      tooltip: 'Less than 1 keeps part of the given picture: the first steps are left out.',
    },
    sigmas: {
      kind: 'numbers',
      min: 0,
      max: 1,
      optional: true,
      title: 'Sigmas',
      tooltip: 'For custom and custom-shifted: falling numbers from 1 towards 0.',
    },
  },
  outputs: { schedule: { socket: SCHEDULE, title: 'Schedule' } },
  foresee({ scheduler, steps, curve, strength, sigmas }) {
    const count =
      curve === 'custom' || curve === 'custom-shifted'
        ? customSteps(sigmas)
        : curve === 'checkpoint'
          ? checkpointCount(scheduler, steps)
          : knownNumber(steps);
    const share = knownNumber(strength);
    return {
      schedule: count !== undefined && share !== undefined ? { steps: stepsAtStrength(count, share) } : undefined,
    };
  },
  run({ scheduler, transformer, latent, steps, curve, shift, strength, denoise, dropPenultimate, sigmas = [] }, ctx) {
    const { height, width } = imageSizes(latent.samples, 'latent');
    const imageTokens = (height * width) / transformer.patch ** 2;
    const whole = ((): Schedule => {
      switch (curve) {
        case 'checkpoint':
          return checkpointSchedule(scheduler, { steps, imageTokens });
        case 'lightning':
          return flowMatchSchedule({ ...scheduler, ...LIGHTNING }, { steps, imageTokens });
        case 'constant-shift':
          return flowMatchSchedule({ ...scheduler, ...LIGHTNING, shift }, { steps, imageTokens });
        case 'custom':
          return customSchedule(sigmas);
        case 'custom-shifted':
          return flowMatchSchedule(scheduler, {
            steps,
            imageTokens,
            variant: scheduler.variant,
            sigmas: sigmas.at(-1) === 0 ? sigmas.slice(0, -1) : sigmas,
          });
        default:
          return comfyuiSchedule({
            curve: comfyuiCurve(curve),
            steps,
            shift,
            denoise,
            dropsPenultimate: dropPenultimate,
          });
      }
    })();
    const note = scheduleNote(scheduler, whole, curve === 'checkpoint' ? steps : undefined);
    if (note !== undefined) ctx.note(note);
    return { schedule: strength === 1 ? whole : startAtStrength(whole, strength) };
  },
});
