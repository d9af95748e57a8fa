/** The nodes of ComfyUI that have a counterpart here: one file a class. */
import type { ComfyNode, ComfyNodes } from '../../engine/comfyui/define.ts';
import { conditioningNodes } from './conditioning/index.ts';
import { loadImage } from './image/load-image.ts';
import { previewImage } from './image/preview-image.ts';
import { saveImage } from './image/save-image.ts';
import { saveImageWebsocket } from './image/save-image-websocket.ts';
import { latentNodes } from './latent/index.ts';
import { maskNodes } from './mask/index.ts';
import { modelNodes } from './models/index.ts';
import { pictureNodes } from './picture/index.ts';
import { samplingNodes } from './sampling/index.ts';
import { sizeNodes } from './size/index.ts';
import { valueNodes } from './value/index.ts';

const NODES: readonly ComfyNode[] = [
  ...modelNodes,
  ...conditioningNodes,
  ...latentNodes,
  ...samplingNodes,
  ...valueNodes,
  loadImage,
  saveImage,
  ...sizeNodes,
  ...pictureNodes,
  ...maskNodes,
  previewImage,
  saveImageWebsocket,
];

export const comfyNodes: ComfyNodes = new Map(NODES.map((node) => [node.class, node]));
