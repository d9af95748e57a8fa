/** Values, and choices between them. */
import type { ComfyNode } from '../../../engine/comfyui/define.ts';
import { comfySwitchNode } from './comfy-switch-node.ts';
import { primitives } from './primitives.ts';

export const valueNodes: readonly ComfyNode[] = [comfySwitchNode, ...primitives];
