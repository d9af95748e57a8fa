/** The nodes of ComfyUI that have a counterpart here: one file a class. */
import type { ComfyNode, ComfyNodes } from '../../engine/comfyui/define.ts';
import { conditioningNodes } from './conditioning/index.ts';
import { controlNodes } from './control/index.ts';
import { editNodes } from './edit/index.ts';
import { imageNodes } from './image/index.ts';
import { latentNodes } from './latent/index.ts';
import { maskNodes } from './mask/index.ts';
import { modelNodes } from './models/index.ts';
import { pictureNodes } from './picture/index.ts';
import { samplingNodes } from './sampling/index.ts';
import { scheduleNodes } from './schedule/index.ts';
import { sizeNodes } from './size/index.ts';
import { valueNodes } from './value/index.ts';

const NODES: readonly ComfyNode[] = [
  ...modelNodes,
  ...conditioningNodes,
  ...editNodes,
  ...controlNodes,
  ...latentNodes,
  ...samplingNodes,
  ...scheduleNodes,
  ...valueNodes,
  ...imageNodes,
  ...sizeNodes,
  ...pictureNodes,
  ...maskNodes,
];

export const comfyNodes: ComfyNodes = new Map(NODES.map((node) => [node.class, node]));
