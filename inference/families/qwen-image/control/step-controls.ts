/**
 * The controls of one denoise step: every net gives the samples of both prompts before the transformer is loaded, since
 * loading one model may release another.
 */
import type { Conditioning } from '../../../diffusion/velocity-predictor.ts';
import { finite } from '../../../finite.ts';
import { InferenceError } from '../../../errors.ts';
import type { Tensor } from '../../../tensor.ts';
import type { ControlRequest, StepRequest } from '../../requests.ts';
import { type BlockResiduals, controlResiduals, type ScaledSamples } from '../controlnet/residuals.ts';
import type { QwenImageLoaded } from '../models.ts';
import type { PatchInput } from '../patches/built-in.ts';
import { controlTokens, withMask } from './control-tokens.ts';
import { netSamples } from './net-samples.ts';

export interface StepControls {
  /**
   * What all nets together add to the image stream, for one of the step's prompts; undefined without a net.
   * @param layers blocks of the transformer.
   */
  residuals(conditioning: Conditioning, layers: number): BlockResiduals | undefined;
  /** The control of each patch that is built into the transformer, in their order. */
  readonly patches: readonly PatchInput[];
}

export const NO_CONTROLS: StepControls = { residuals: () => undefined, patches: [] };

/** @throws InferenceError of a net that cannot be loaded or does not fit; `not-finite`. */
export async function stepControls(loaded: QwenImageLoaded, step: StepRequest): Promise<StepControls> {
  const prompts = [...new Set([step.positive, ...(step.negative ? [step.negative] : [])])];
  const byPrompt = new Map<Conditioning, ScaledSamples[]>(prompts.map((prompt) => [prompt, []]));
  const patches: PatchInput[] = [];
  for (const control of step.controls ?? []) {
    const { strength, controlNet } = control;
    if (controlNet.isBuiltIn === true) {
      // A patch stays in the transformer outside of its steps too: another graph would load all weights again.
      patches.push({ control: await patchTokens(loaded, control), strength });
      continue;
    }
    if (strength === 0) continue;
    const { acts, samples } = await netSamples(loaded, step, control, prompts);
    for (const [i, prompt] of prompts.entries()) {
      const ofPrompt = samples[i] ?? [];
      ofPrompt.forEach((sample, block) => finite(`sample ${block} of the ControlNet`, sample));
      byPrompt.get(prompt)?.push({ samples: ofPrompt, strength, acts });
    }
  }
  return {
    patches,
    residuals(conditioning, layers) {
      const uses = byPrompt.get(conditioning) ?? [];
      return uses.length === 0 ? undefined : controlResiduals(uses, layers);
    },
  };
}

/** Control tokens [target tokens, features] of a patch. */
async function patchTokens(loaded: QwenImageLoaded, control: ControlRequest): Promise<Tensor<'float32'>> {
  const { controlNet } = control;
  const net = await loaded.get('ControlNet', controlNet);
  if (net.kind !== 'patch') {
    const details = { file: controlNet.dir, field: 'controlNet', expected: 'a patch', received: 'a ControlNet' };
    throw new InferenceError('invalid-input', `${controlNet.dir} is no patch: it works beside a transformer`, details);
  }
  const { takesMask, features } = net.config;
  return controlTokens(takesMask ? withMask(control) : control.latents, features);
}
