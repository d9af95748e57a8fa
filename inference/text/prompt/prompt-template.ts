/**
 * The chat templates that Qwen-Image wraps around a prompt before the text encoder reads it. The transformer was
 * trained on the hidden states of this conversation after the user header: see encode-prompt.ts.
 *
 * Source of the texts: diffusers `prompt_template_encode` in pipeline_qwenimage.py, pipeline_qwenimage_edit.py and
 * pipeline_qwenimage_edit_plus.py.
 */

/** A template: prefix and opening, then the user's pictures and prompt, then suffix. */
export interface PromptTemplate {
  readonly name: string;
  /** Beginning of the conversation whose hidden states are dropped. */
  readonly prefix: string;
  /** Text after the prefix whose hidden states are kept; default: none. */
  readonly opening?: string;
  /** Text that stands for picture number `index` (from 0) in front of the prompt. */
  readonly picture: (index: number) => string;
  /** Number of pictures the template takes. */
  readonly pictures: { readonly min: number; readonly max: number };
  /** End of the user message and header of the answer. */
  readonly suffix: string;
  /** Text that stands for an empty prompt; default: nothing. */
  readonly empty?: string;
}

/** The token that stands for one merged patch of a picture. */
export const IMAGE_PAD = '<|image_pad|>';

const VISION = `<|vision_start|>${IMAGE_PAD}<|vision_end|>`;
const SUFFIX = '<|im_end|>\n<|im_start|>assistant\n';

const DESCRIBE =
  'Describe the image by detailing the color, shape, size, texture, quantity, text, ' +
  'spatial relationships of the objects and background:';
const EDIT =
  'Describe the key features of the input image (color, shape, size, texture, objects, background), ' +
  "then explain how the user's text instruction should alter or modify the image. " +
  "Generate a new image that meets the user's requirements " +
  'while maintaining consistency with the original input where appropriate.';

/** Qwen-Image and Qwen-Image-2512: a prompt alone. */
export const textToImageTemplate = {
  name: 'text-to-image',
  prefix: conversation(DESCRIBE),
  picture: () => '',
  pictures: { min: 0, max: 0 },
  suffix: SUFFIX,
} as const satisfies PromptTemplate;

/** Qwen-Image-Edit: one picture, then the instruction. */
export const editTemplate = {
  name: 'edit',
  prefix: conversation(EDIT),
  picture: () => VISION,
  pictures: { min: 1, max: 1 },
  suffix: SUFFIX,
} as const satisfies PromptTemplate;

/** Qwen-Image-Edit-2509 and 2511: numbered pictures, then the instruction. */
export const editPlusTemplate = {
  name: 'edit-plus',
  prefix: conversation(EDIT),
  picture: (index) => `Picture ${index + 1}: ${VISION}`,
  pictures: { min: 1, max: Number.POSITIVE_INFINITY },
  suffix: SUFFIX,
} as const satisfies PromptTemplate;

/**
 * A question with its pictures before it, for an answer in words.
 * Source: `chat_template.json` of Qwen2.5-VL; that of Qwen3-VL puts the same parts together.
 */
export function chatTemplate(system: string): PromptTemplate {
  return {
    name: 'chat',
    prefix: conversation(system),
    picture: () => VISION,
    pictures: { min: 0, max: Number.POSITIVE_INFINITY },
    suffix: SUFFIX,
  };
}

const TEMPLATES = [textToImageTemplate, editTemplate, editPlusTemplate] as const;

/** Names of the templates. */
export type TemplateName = (typeof TEMPLATES)[number]['name'];

export function templateByName(name: string): PromptTemplate {
  const template = TEMPLATES.find((each) => each.name === name);
  if (!template) throw new RangeError(`There is no template "${name}"`);
  return template;
}

function conversation(system: string): string {
  return `<|im_start|>system\n${system}<|im_end|>\n<|im_start|>user\n`;
}
