/** Values, texts, and choices between them. */
import type { ComfyNode } from '../../../engine/comfyui/define.ts';
import { caseConverter } from './case-converter.ts';
import { comfySwitchNode } from './comfy-switch-node.ts';
import { previewAny } from './preview-any.ts';
import { primitives } from './primitives.ts';
import { stringConcatenate } from './string-concatenate.ts';
import { stringLength } from './string-length.ts';
import { stringReplace } from './string-replace.ts';
import { stringTrim } from './string-trim.ts';

export const valueNodes: readonly ComfyNode[] = [
  comfySwitchNode,
  ...primitives,
  stringConcatenate,
  stringReplace,
  stringTrim,
  stringLength,
  caseConverter,
  previewAny,
];
