/** Kinds of models, in the order of the list, with the folders of a place for models that hold them. */
import type { ModelInfo } from '../../../engine/protocol/index.ts';
import { msg } from '../../i18n/t.ts';

export interface ModelGroup {
  /** As inputs of nodes name it. */
  readonly kind: string;
  readonly title: string;
  readonly folder: string;
}

export const GROUPS: readonly ModelGroup[] = [
  { kind: 'checkpoint', title: msg('Whole models'), folder: 'checkpoints' },
  { kind: 'transformer', title: msg('Transformers'), folder: 'diffusion_models' },
  { kind: 'textEncoder', title: msg('Text encoders'), folder: 'text_encoders' },
  { kind: 'visionTower', title: msg('Vision towers'), folder: 'text_encoders' },
  { kind: 'vae', title: msg('VAEs'), folder: 'vae' },
  { kind: 'controlNet', title: msg('ControlNets'), folder: 'controlnet' },
  { kind: 'lora', title: msg('LoRAs'), folder: 'loras' },
];

/** The group of a model: the first that fits, so that each model is listed once. Undefined for one of no use. */
export function groupOf({ kinds }: ModelInfo): ModelGroup | undefined {
  return GROUPS.find(({ kind }) => kinds.includes(kind));
}
