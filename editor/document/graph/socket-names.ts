/** Socket types in words, for messages. */
const NAMES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  float: 'a number',
  string: 'a text',
  boolean: 'true or false',
  numbers: 'a list of numbers',
  any: 'anything',
  image: 'an image',
  images: 'several images',
  file: 'a file',
  files: 'several files',
  vae: 'a VAE',
  controlnet: 'a ControlNet',
  conditioning: 'conditioning',
  control: 'control',
};

/** A type with its article: `text-encoder` is "a text encoder". */
export function socketName(type: string): string {
  if (Object.hasOwn(NAMES, type)) return NAMES[type] ?? type;
  const words = type.replaceAll('-', ' ');
  return `${/^[aeiou]/i.test(words) ? 'an' : 'a'} ${words}`;
}
