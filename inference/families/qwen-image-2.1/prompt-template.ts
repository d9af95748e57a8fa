/**
 * The chat template that Qwen-Image-2.1 wraps around a prompt, the same with pictures and without.
 * Source of the texts: diffusers pipeline_qwenimage21.py.
 */
import { IMAGE_PAD, type PromptTemplate } from '../../text/prompt/prompt-template.ts';

/** Pictures that the model was trained with at most, as its model card says. */
const MOST_PICTURES = 10;

export const template = {
  name: 'qwen-image-2.1',
  // The system message alone is dropped: the header of the user's message stays.
  prefix: '<|im_start|>system\nComprehend and analyze the provided prompt.<|im_end|>\n',
  opening: '<|im_start|>user\n',
  picture: (index) => `${index === 0 ? '' : ' '}<image${index + 1}><|vision_start|>${IMAGE_PAD}<|vision_end|>`,
  pictures: { min: 0, max: MOST_PICTURES },
  suffix: '<|im_end|>\n<|im_start|>assistant\n',
  empty: ' ',
} as const satisfies PromptTemplate;
