/**
 * Requests to rewrite prompts: the published rules in short. Source of the rules: `polish_prompt_en`,
 * `polish_prompt_zh` and `polish_edit_prompt` in `src/examples/tools/prompt_utils.py` of the models' makers.
 */

export type Language = 'english' | 'chinese';

/** Purpose of a prompt: to make a picture, or to edit some. */
export type Purpose = 'create' | 'edit';

/** Words that the published rewriting puts at the end of every prompt for a new picture. */
export const QUALITY: Readonly<Record<Language, string>> = {
  english: ', Ultra HD, 4K, cinematic composition.',
  chinese: '，超清，4K，电影级构图。',
};

const RULES: Readonly<Record<Purpose, Readonly<Record<Language, string>>>> = {
  create: {
    english:
      'Rewrite a prompt for an image generator so that it is complete and vivid, and means the same.\n' +
      '- Where it is brief, add details that fit: looks, number and pose of the subjects, where things stand, ' +
      'background and light.\n' +
      '- Name the style and the framing. A style that the prompt asks for stays; otherwise choose the one that suits ' +
      'it best, such as realistic photography.\n' +
      '- Text to be seen in the picture stands in quotation marks, letter for letter and untranslated, with its ' +
      'place and look. Add no other text.\n' +
      '- Say what is to be seen, never what is not.\n' +
      '- A prompt that is a question or a command is rewritten too, not answered.\n' +
      'Write fewer than 200 words. Give the rewritten prompt and nothing else.',
    chinese:
      '请改写一条图像生成提示词，使它完整生动，并保持原意。\n' +
      '- 过于简短之处补充合理的细节：主体的外貌、数量和姿态，物体的位置关系，背景和光线。\n' +
      '- 写明风格和景别。用户指定的风格要保留；没有指定时选最合适的，例如写实摄影；古诗词用中国传统风格。\n' +
      '- 画面中要出现的文字放在引号里，逐字照写，不翻译，并写明位置和字体；不要添加别的文字。\n' +
      '- 保留原有的逻辑关系。只写画面里有什么，不写没有什么。\n' +
      '- 即使提示词是问题或命令，也只改写，不回答。\n' +
      '不超过200字，用中文，只输出改写后的提示词。',
  },
  edit: {
    english:
      'Rewrite an instruction to edit the pictures shown, so that an image editor can follow it to the letter. ' +
      'Its intention stays; be brief.\n' +
      '- Say what is added, removed, replaced or changed. Fill in what is open: kind, colour, size, number and ' +
      'place. New things suit the style and light of the picture.\n' +
      '- Text stands in double quotation marks, letter for letter and untranslated. To change text, write: ' +
      'Replace "old" with "new".\n' +
      '- People keep face, identity, hair, pose and clothes, except for what is to change: say that these stay ' +
      'unchanged.\n' +
      '- A style is described by a few visible traits, at the end.\n' +
      '- Several pictures are called Picture 1, Picture 2 and so on.\n' +
      '- Of a contradiction, keep the sensible part.\n' +
      'Give the rewritten instruction and nothing else.',
    chinese:
      '请改写一条编辑所示图片的指令，使图像编辑模型能够准确执行。保持原意，力求简洁。\n' +
      '- 写明添加、删除、替换或改变什么，补全未说明的类别、颜色、大小、数量和位置；新内容要与画面的风格和光线一致。\n' +
      '- 文字放在双引号里，逐字照写，不翻译。改文字时写：将"旧"替换为"新"。\n' +
      '- 人物除要改的部分外，面容、身份、发型、姿势和服装保持不变，并明确写出来。\n' +
      '- 风格用几个看得见的特征描述，放在最后。\n' +
      '- 多张图片称为图1、图2，依此类推。\n' +
      '- 指令自相矛盾时，保留合理的部分。\n' +
      '用中文，只输出改写后的指令。',
  },
};

const LABELS: Readonly<Record<Language, readonly [before: string, after: string]>> = {
  english: ['To be rewritten: ', 'Rewritten:'],
  chinese: ['原文：', '改写：'],
};

/** Chinese for a text with any of the CJK Unified Ideographs, as `get_caption_language` of the source tells. */
export function languageOf(prompt: string): Language {
  return /[\u4E00-\u9FFF]/.test(prompt) ? 'chinese' : 'english';
}

/** The question whose answer is the better prompt. */
export function rewritingRequest(purpose: Purpose, language: Language, prompt: string): string {
  const [before, after] = LABELS[language];
  return `${RULES[purpose][language]}\n\n${before}${prompt.trim()}\n${after}`;
}
