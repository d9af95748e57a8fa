/** An example of the name that a template gives, while one types it. The server reads templates; this shows them. */

/** Values of the fields that every workflow has. */
export const SAMPLE: Readonly<Record<string, string>> = {
  prefix: 'fox',
  run: '7',
  index: '0',
  seed: '42',
  prompt: 'a red fox in the snow',
  date: '2026-11-30',
  node: 'save',
};

/** A field, with the width it is padded to or the characters it keeps. */
const FIELD = /\{\s*([^:{}]+?)\s*(?::(?:0(\d{1,2})|\.(\d{1,3})))?\}/g;

/** @returns the name of a PNG; a parameter of the workflow stands for itself, and what is no field stays as it is. */
export function nameExample(template: string): string {
  const name = template.replaceAll(FIELD, (_, field: string, pad = '0', keep = '1000') => {
    const value = Object.hasOwn(SAMPLE, field) ? (SAMPLE[field] ?? '') : field;
    return value.slice(0, Number(keep)).padStart(Number(pad), '0');
  });
  return `${name}.png`;
}
