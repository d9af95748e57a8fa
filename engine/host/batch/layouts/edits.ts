/** Benchmarks of edits. The picture of a row is given to the edit workflow. */
import { type Layout, textColumn } from './layout.ts';
import { editTable } from './edit-table.ts';

/** `GEdit-Bench` of https://github.com/stepfun-ai/Step1X-Edit */
export const gedit: Layout = {
  name: 'gedit',
  title: 'GEdit-Bench',
  workflow: 'edit',
  samples: 1,
  grid: false,
  template: 'results/{model}/fullset/{task_type}/{instruction_language}/{key}.png',
  columns: (values) => ({
    prompt: textColumn(values, 'instruction'),
    image: textColumn(values, 'input_image', 'image'),
  }),
};

/** `Benchmark/Basic` of https://github.com/PKU-YuanGroup/ImgEdit */
export const imgedit: Layout = {
  name: 'imgedit',
  title: 'ImgEdit',
  workflow: 'edit',
  samples: 1,
  grid: false,
  template: 'edited_images/{key}.png',
  rows: editTable,
  columns: (values) => ({ image: textColumn(values, 'id') }),
};
