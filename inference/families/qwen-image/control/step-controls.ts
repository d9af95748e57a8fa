/**
 * The controls of one denoise step: every net gives the samples of both prompts before the transformer is loaded, since
 * loading one model may release another.
 */
import type { Conditioning } from '../../../diffusion/denoise-step.ts';
import { finite } from '../../../finite.ts';
import type { StepRequest } from '../../requests.ts';
import { type BlockResiduals, controlResiduals, type ScaledSamples } from '../controlnet/residuals.ts';
import type { QwenImageLoaded } from '../models.ts';
import { netSamples } from './net-samples.ts';

export interface StepControls {
  /**
   * What all nets together add to the image stream, for one of the step's prompts; undefined without a net.
   * @param layers blocks of the transformer.
   */
  residuals(conditioning: Conditioning, layers: number): BlockResiduals | undefined;
}

export const NO_CONTROLS: StepControls = { residuals: () => undefined };

/** @throws InferenceError of a net that cannot be loaded or does not fit; `not-finite`. */
export async function stepControls(loaded: QwenImageLoaded, step: StepRequest): Promise<StepControls> {
  const prompts = [...new Set([step.positive, ...(step.negative ? [step.negative] : [])])];
  const byPrompt = new Map<Conditioning, ScaledSamples[]>(prompts.map((prompt) => [prompt, []]));
  for (const control of step.controls ?? []) {
    if (control.strength === 0) continue;
    const { acts, samples } = await netSamples(loaded, step, control, prompts);
    for (const [i, prompt] of prompts.entries()) {
      const ofPrompt = samples[i] ?? [];
      ofPrompt.forEach((sample, block) => finite(`sample ${block} of the ControlNet`, sample));
      byPrompt.get(prompt)?.push({ samples: ofPrompt, strength: control.strength, acts });
    }
  }
  return {
    residuals(conditioning, layers) {
      const uses = byPrompt.get(conditioning) ?? [];
      return uses.length === 0 ? undefined : controlResiduals(uses, layers);
    },
  };
}
