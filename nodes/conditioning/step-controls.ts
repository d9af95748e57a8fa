/** The controls of one denoise step: those of the denoise node, of its transformer and of its prompts. */
import { isDeepStrictEqual } from 'node:util';
import { type ComponentRef, type Conditioning, type ControlRequest, shifted } from '../../inference/index.ts';
import type { Control, ControlledConditioning, TransformerHandle } from '../sockets.ts';

export interface ControlledStep {
  /** Of the denoise node: they act by shares of its steps. */
  readonly control: readonly Control[];
  readonly transformer: TransformerHandle;
  readonly positive: ControlledConditioning;
  /** Undefined: no prediction is made for it. */
  readonly negative: ControlledConditioning | undefined;
  readonly sigma: number;
  /** Shares of all steps that come before the step, and up to its end. */
  readonly begin: number;
  readonly end: number;
}

export function stepControls(step: ControlledStep): readonly ControlRequest[] {
  const { control, transformer, positive, negative, begin, end } = step;
  const shared = inBoth(positive.controls, negative?.controls);
  const own = control.map((each) => requestOf(each, begin >= each.start && end <= each.end));
  const carried = (controls: readonly Control[] = [], only?: 'positive' | 'negative'): readonly ControlRequest[] =>
    controls.map((each) => ({ ...requestOf(each, actsAt(each, step)), ...(only ? { only } : {}) }));
  return [
    ...own,
    ...carried(transformer.controls),
    ...carried(shared),
    ...carried(without(positive.controls, shared), 'positive'),
    ...carried(without(negative?.controls, shared), 'negative'),
  ];
}

/** Controls of one prompt that the other has as well: a net then works on both at once. */
function inBoth(one: readonly Control[] = [], other: readonly Control[] = []): readonly Control[] {
  return one.filter((control) => other.some((each) => isDeepStrictEqual(each, control)));
}

function without(controls: readonly Control[] = [], others: readonly Control[]): readonly Control[] {
  return controls.filter((control) => !others.some((each) => isDeepStrictEqual(each, control)));
}

/** A control outside of its steps is named too: a family may keep what belongs to it in memory. */
function requestOf({ controlNet, latent, mask, picture, strength }: Control, acts: boolean): ControlRequest {
  return {
    controlNet,
    latents: latent.samples,
    scale: latent.scale,
    strength: acts ? strength : 0,
    ...(mask ? { mask } : {}),
    ...(picture ? { picture: picture.samples } : {}),
  };
}

/**
 * Start and end are times of the transformer's noise levels, counted from noise to picture.
 * Source: ComfyUI `percent_to_sigma`, comfy/model_sampling.py, and `get_control`, comfy/controlnet.py.
 */
function actsAt({ start, end }: Control, { sigma, transformer }: ControlledStep): boolean {
  const shift = transformer.samplingSigmas?.shift ?? 1;
  const [from, to] = [start, end].map((share) => Math.fround(shifted(shift, 1 - share))) as [number, number];
  return sigma <= from && sigma >= to;
}

/** A transformer as requests name it. */
export function withoutControls({ controls: _, ...transformer }: TransformerHandle): ComponentRef {
  return transformer;
}

/** A prompt as the model takes it. */
export function promptOf({ controls: _, ...conditioning }: ControlledConditioning): Conditioning {
  return conditioning;
}
