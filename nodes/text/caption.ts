/** Caption: the text encoder describes a picture. */
import { defineNode } from '../../engine/graph/define.ts';
import { STRING } from '../../engine/graph/socket.ts';
import { untiledProfile } from '../services/model-profile.ts';
import { IMAGE, TEXT_ENCODER } from '../sockets.ts';
import { answer, ASSISTANT, checkWriter, SHOWN_SIDE } from './answer.ts';
import { CAPTION_TOKENS } from './writing-inputs.ts';

/**
 * Requests for a caption, in short: after `image_caption_prompt_en` and `image_caption_prompt_cn` of the layered
 * pipeline of diffusers.
 */
const REQUESTS = {
  english:
    'Write a caption for this picture in plain, flowing sentences, without headings or lists.\n' +
    '- Name every object, with its number, colour, shape, size, material, state, place and action.\n' +
    '- Say how the objects relate: where they stand to each other, what they do with each other.\n' +
    '- Describe the surroundings: weather, light, colours, textures and mood.\n' +
    '- Quote text that can be read, letter for letter and untranslated.\n' +
    'Be exact, leave nothing out that can be seen, and add nothing that cannot.',
  chinese:
    '请用通顺自然的句子为这张图片写一段描述，不要用标题或列表。\n' +
    '- 写出每个对象及其数量、颜色、形状、大小、材质、状态、位置和动作。\n' +
    '- 写出对象之间的空间关系、动作关系和从属关系。\n' +
    '- 写出环境：天气、光线、色彩、质感和气氛。\n' +
    '- 图中能看清的文字用引号逐字写出，不翻译。\n' +
    '描述要准确具体，看得见的都写到，看不见的不要写。',
} as const;

export const caption = defineNode({
  type: 'caption',
  version: 1,
  title: 'Caption',
  category: 'text',
  description:
    'Describes a picture in words, for a prompt. The published pipeline for layers does this when it gets no prompt.',
  shows: 'text',
  inputs: {
    textEncoder: { kind: 'socket', socket: TEXT_ENCODER, title: 'Text encoder' },
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    language: { kind: 'choice', options: ['english', 'chinese'], default: 'english', title: 'Language' },
  },
  outputs: { text: { socket: STRING, title: 'Caption' } },
  lane: 'inference',
  affinity: ({ textEncoder }) => textEncoder.dir,
  settings: untiledProfile,
  async foresee({ textEncoder }, ctx) {
    await checkWriter(textEncoder, ['image'], ctx);
    return {};
  },
  async run({ textEncoder, image, language }, ctx) {
    const question = {
      textEncoder,
      system: ASSISTANT,
      prompt: REQUESTS[language],
      pictures: [image],
      side: SHOWN_SIDE,
      temperature: 0,
      seed: '0',
      mostTokens: CAPTION_TOKENS,
      stops: [],
    };
    return { text: (await answer(question, ctx)).trim() };
  },
});
