/**
 * The controls of one denoise step: every net gives the samples of both prompts before the transformer is loaded, since
 * loading one model may release another.
 */
import type { Parity } from '../../../diffusion/parity.ts';
import type { Conditioning } from '../../../diffusion/velocity-predictor.ts';
import { finite } from '../../../finite.ts';
import { InferenceError } from '../../../errors.ts';
import type { Tensor } from '../../../tensor.ts';
import type { ControlRequest, StepRequest } from '../../requests.ts';
import { type BlockResiduals, controlResiduals, type ScaledSamples } from '../controlnet/residuals.ts';
import type { QwenImageLoaded } from '../models.ts';
import type { PatchInput } from '../patches/built-in.ts';
import { controlTokens, withMask } from './control-tokens.ts';
import { type NetSamples, netSamples } from './net-samples.ts';

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

/**
 * @param expected timesteps of the schedule, if the step's own is among them.
 * @throws InferenceError of a net that cannot be loaded or does not fit; `not-finite`.
 */
export async function stepControls(
  loaded: QwenImageLoaded,
  step: StepRequest,
  expected: readonly number[] = [],
): Promise<StepControls> {
  const prompts = [...new Set([step.positive, ...(step.negative ? [step.negative] : [])])];
  const byPrompt = new Map<Conditioning, ScaledSamples[]>(prompts.map((prompt) => [prompt, []]));
  const patches: PatchInput[] = [];
  for (const control of step.controls ?? []) {
    const { strength, controlNet } = control;
    if (controlNet.isBuiltIn === true) {
      // A patch stays in the transformer outside of its steps too: another graph would load all weights again.
      patches.push({ control: await patchTokens(loaded, control, step.parity), strength });
      continue;
    }
    const followers = prompts.filter((prompt) => control.only === undefined || prompt === step[control.only]);
    if (strength === 0 || followers.length === 0) continue;
    const { acts, samples } = await netSamples(loaded, step, control, { prompts: followers, expected });
    // Prompts with the same samples share the use of them.
    const uses = new Map<NetSamples['samples'][number], ScaledSamples>();
    for (const [i, prompt] of followers.entries()) {
      const ofPrompt = samples[i] ?? [];
      const use = uses.get(ofPrompt) ?? { samples: checked(ofPrompt), strength, acts };
      uses.set(ofPrompt, use);
      byPrompt.get(prompt)?.push(use);
    }
  }
  const sums: { readonly uses: readonly ScaledSamples[]; readonly residuals: BlockResiduals }[] = [];
  return {
    patches,
    residuals(conditioning, layers) {
      const uses = byPrompt.get(conditioning) ?? [];
      if (uses.length === 0) return undefined;
      const known = sums.find((sum) => sum.uses.every((use, i) => use === uses[i]));
      if (known) return known.residuals;
      const residuals = controlResiduals(uses, layers);
      sums.push({ uses, residuals });
      return residuals;
    },
  };
}

function checked(samples: NetSamples['samples'][number]): NetSamples['samples'][number] {
  samples.forEach((sample, block) => finite(`sample ${block} of the ControlNet`, sample));
  return samples;
}

/** Control tokens [target tokens, features] of a patch. */
async function patchTokens(
  loaded: QwenImageLoaded,
  control: ControlRequest,
  parity: Parity | undefined,
): Promise<Tensor<'float32'>> {
  const { controlNet } = control;
  const net = await loaded.get('ControlNet', controlNet);
  if (net.kind !== 'patch') {
    const details = { file: controlNet.dir, field: 'controlNet', expected: 'a patch', received: 'a ControlNet' };
    throw new InferenceError('invalid-input', `${controlNet.dir} is no patch: it works beside a transformer`, details);
  }
  const { takesMask, features } = net.config;
  return controlTokens(takesMask ? withMask(control) : control.latents, features, parity);
}
