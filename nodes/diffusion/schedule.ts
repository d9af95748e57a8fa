/** Schedule: the noise levels (sigmas) a picture passes through. */
import { defineNode } from '../../engine/graph/define.ts';
import {
  AURA_FLOW_LEVELS,
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
  type SamplingSigmas,
} from '../../inference/index.ts';
import { knownNumber } from '../foresight.ts';
import { type Latent, LATENT, SCHEDULE, SCHEDULER, TRANSFORMER, type TransformerHandle } from '../sockets.ts';
import { scheduleNote } from './schedule-note.ts';

/** Shift of Lightning distillations: base_shift = max_shift = ln 3, no terminal, which is a constant shift of 3. */
const LIGHTNING = { useDynamicShifting: false, shift: 3, shiftTerminal: undefined } as const;

/** Curves of ComfyUI, by their names in this node. */
const COMFYUI_NAMES = Object.keys(COMFYUI_CURVES).map(
  (curve) => `comfyui-${curve.replaceAll('_', '-')}` as `comfyui-${Dashed<ComfyuiCurve>}`,
);

type Dashed<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}-${Dashed<Tail>}` : S;

const CURVES = ['checkpoint', 'lightning', 'constant-shift', ...COMFYUI_NAMES, 'custom', 'custom-shifted'] as const;

type CurveName = (typeof CURVES)[number];

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
    scheduler: {
      kind: 'socket',
      socket: SCHEDULER,
      optional: true,
      title: 'Scheduler',
      tooltip: 'Not needed for custom and the curves of ComfyUI.',
    },
    transformer: {
      kind: 'socket',
      socket: TRANSFORMER,
      optional: true,
      title: 'Transformer',
      tooltip: 'Says how many latent pixels make a token, and its own shift.',
    },
    latent: {
      kind: 'socket',
      socket: LATENT,
      optional: true,
      title: 'Latent',
      tooltip: 'Its size counts: larger pictures get more noise. Not so for custom and the curves of ComfyUI.',
    },
    steps: { kind: 'int', fromModel: 'steps', min: 1, max: 10_000, default: DEFAULTS.steps, title: 'Steps' },
    curve: {
      kind: 'choice',
      options: CURVES,
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
      min: 0,
      max: 100,
      default: 3.1,
      title: 'Shift',
      tooltip: `For constant-shift and the curves of ComfyUI. 0: the transformer's own, set by "Sampling shift".`,
      advanced: true,
    },
    denoise: {
      kind: 'float',
      min: 0.01,
      max: 1,
      step: 0.01,
      default: 1,
      title: 'Denoise',
      tooltip: 'For the curves of ComfyUI, as in its KSampler: below 1 the schedule is longer, and its end is kept.',
      advanced: true,
    },
    dropPenultimate: {
      kind: 'boolean',
      default: false,
      title: 'Drop last sigma',
      tooltip: 'For the curves of ComfyUI: leaves out the sigma before 0, as its KSampler does for dpm_2 and uni_pc.',
      advanced: true,
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
      advanced: true,
    },
  },
  outputs: { schedule: { socket: SCHEDULE, title: 'Schedule' } },
  foresee(known) {
    const { scheduler, steps, curve, shift, strength, sigmas } = known;
    if (typeof curve === 'string' && typeof shift === 'number') {
      expectInputs(curve as CurveName, shift, (input) => input in known);
    }
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
  run({ strength, ...inputs }, ctx) {
    const { scheduler, curve, shift, steps } = inputs;
    expectInputs(curve, shift, (input) => inputs[input] !== undefined);
    const whole = wholeSchedule(inputs);
    const note = scheduler && scheduleNote(scheduler, whole, curve === 'checkpoint' ? steps : undefined);
    if (note !== undefined) ctx.note(note);
    const { note: ofSigmas } = asksForOwn(curve, shift) ? tableOf(inputs) : {};
    if (ofSigmas !== undefined) ctx.note(ofSigmas);
    return { schedule: strength === 1 ? whole : startAtStrength(whole, strength) };
  },
});

interface Inputs {
  readonly scheduler: Scheduler | undefined;
  readonly transformer: TransformerHandle | undefined;
  readonly latent: Latent | undefined;
  readonly steps: number;
  readonly curve: CurveName;
  readonly shift: number;
  readonly denoise: number;
  readonly dropPenultimate: boolean;
  readonly sigmas: readonly number[] | undefined;
}

/** The schedule before a strength cuts it. */
function wholeSchedule(inputs: Inputs): Schedule {
  const { curve, steps, denoise, dropPenultimate: dropsPenultimate, sigmas = [] } = inputs;
  switch (curve) {
    case 'custom':
      return customSchedule(sigmas);
    case 'checkpoint': {
      const { scheduler, imageTokens } = bySize(inputs);
      return checkpointSchedule(scheduler, { steps, imageTokens });
    }
    case 'lightning': {
      const { scheduler, imageTokens } = bySize(inputs);
      return flowMatchSchedule({ ...scheduler, ...LIGHTNING }, { steps, imageTokens });
    }
    case 'constant-shift': {
      const { scheduler, imageTokens } = bySize(inputs);
      const { shift } = tableOf(inputs);
      return flowMatchSchedule({ ...scheduler, ...LIGHTNING, shift }, { steps, imageTokens });
    }
    case 'custom-shifted': {
      const { scheduler, imageTokens } = bySize(inputs);
      const { variant } = scheduler;
      const asked = sigmas.at(-1) === 0 ? sigmas.slice(0, -1) : sigmas;
      return flowMatchSchedule(scheduler, { steps, imageTokens, variant, sigmas: asked });
    }
    default:
      return comfyuiSchedule({ curve: comfyuiCurve(curve), steps, ...tableOf(inputs), denoise, dropsPenultimate });
  }
}

const isOfComfyui = (curve: CurveName): boolean => curve.startsWith('comfyui-');

/** Whether the shift is the transformer's. */
function asksForOwn(curve: CurveName, shift: number): boolean {
  return shift === 0 && (isOfComfyui(curve) || curve === 'constant-shift');
}

/** The sigmas of ComfyUI: those of the shift, or the transformer's own. */
function tableOf({ shift, transformer }: Inputs): SamplingSigmas {
  if (shift > 0) return { shift, levels: AURA_FLOW_LEVELS };
  if (transformer?.samplingSigmas) return transformer.samplingSigmas;
  throw new TypeError('The transformer has no shift of its own: set "Shift", or link it through "Sampling shift"');
}

/** What curves go by that depend on the checkpoint and the size of the picture. */
function bySize({ scheduler, transformer, latent }: Inputs) {
  if (!scheduler || !transformer || !latent) throw new Error('unreachable: inputs are checked before');
  const { height, width } = imageSizes(latent.samples, 'latent');
  return { scheduler, imageTokens: (height * width) / transformer.patch ** 2 };
}

const TITLES = { scheduler: 'Scheduler', transformer: 'Transformer', latent: 'Latent' } as const;

/** @throws TypeError when an input is not linked that the curve needs. */
function expectInputs(curve: CurveName, shift: number, isGiven: (input: keyof typeof TITLES) => boolean): void {
  const own = asksForOwn(curve, shift) ? (['transformer'] as const) : [];
  const isFree = curve === 'custom' || isOfComfyui(curve);
  const needed = isFree ? own : (['scheduler', 'transformer', 'latent'] as const);
  const missing = needed.filter((input) => !isGiven(input)).map((input) => `"${TITLES[input]}"`);
  if (missing.length === 0) return;
  const reason = isFree ? 'a shift of 0' : `the curve ${curve}`;
  throw new TypeError(`Link ${missing.join(' and ')}: ${reason} needs it. custom and the curves of ComfyUI go without`);
}
