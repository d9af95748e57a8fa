/** What the files in ComfyUI's folders of models are to us; LoRAs are listed apart. */
import type { ModelKind } from '../../../../nodes/services/models/entries.ts';

export const KINDS: Readonly<Record<string, ModelKind>> = {
  checkpoints: 'checkpoint',
  diffusion_models: 'transformer',
  text_encoders: 'textEncoder',
  vae: 'vae',
  controlnet: 'controlNet',
  model_patches: 'controlNet',
};
