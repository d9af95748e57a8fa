/** Benchmarks of pictures from text. Their folders are described by their own repositories. */
import { promptFiles } from './prompt-files.ts';
import { type Layout, textColumn } from './layout.ts';

/** https://github.com/djghosh13/geneval#image-generation */
export const geneval: Layout = {
  name: 'geneval',
  title: 'GenEval',
  workflow: 'text-to-image',
  samples: 4,
  grid: false,
  template: '{index:05}/samples/{sample:04}.png',
  beside: { template: '{index:05}/metadata.jsonl', text: (values) => `${JSON.stringify(values)}\n` },
};

/** `dpg_bench/compute_dpg_bench.py` of https://github.com/TencentQQGYLab/ELLA */
export const dpg: Layout = {
  name: 'dpg',
  title: 'DPG-Bench',
  workflow: 'text-to-image',
  samples: 4,
  grid: true,
  template: '{stem}.png',
  rows: promptFiles,
};

/** `textbench` of https://github.com/X-Omni-Team/X-Omni */
export const longtext: Layout = {
  name: 'longtext',
  title: 'LongText-Bench',
  workflow: 'text-to-image',
  samples: 4,
  grid: false,
  template: '{prompt_id:04}_{repeat}.png',
};

/** Folders of https://github.com/OneIG-Bench/OneIG-Benchmark by category, as its prompts spell them. */
const ONEIG_FOLDERS: Readonly<Record<string, string>> = {
  Anime_Stylization: 'anime',
  Portrait: 'human',
  General_Object: 'object',
  Text_Rendering: 'text',
  Knowledge_Reasoning: 'reasoning',
  Multilingualism: 'multilingualism',
};

/** https://github.com/OneIG-Bench/OneIG-Benchmark#image-generation */
export const oneig: Layout = {
  name: 'oneig',
  title: 'OneIG-Bench',
  workflow: 'text-to-image',
  samples: 4,
  grid: true,
  template: 'images/{class_item}/{model}/{id}.webp',
  columns(values) {
    const category = textColumn(values, 'category');
    const folder = ONEIG_FOLDERS[category.trim().replaceAll(' ', '_')];
    if (folder === undefined) {
      const known = Object.keys(ONEIG_FOLDERS).join(', ');
      throw new RangeError(`column "category": expected one of ${known}, got "${category}"`);
    }
    return { class_item: folder, prompt: textColumn(values, 'prompt_en', 'prompt_cn', 'prompt_zh', 'prompt') };
  },
};
