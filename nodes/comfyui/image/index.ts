/** Pictures from files and to files. */
import type { ComfyNode } from '../../../engine/comfyui/define.ts';
import { loadImage } from './load-image.ts';
import { previewImage } from './preview-image.ts';
import { saveImageAdvanced } from './save-image-advanced.ts';
import { saveImageWebsocket } from './save-image-websocket.ts';
import { saveImage } from './save-image.ts';

export const imageNodes: readonly ComfyNode[] = [
  loadImage,
  previewImage,
  saveImageAdvanced,
  saveImageWebsocket,
  saveImage,
];
