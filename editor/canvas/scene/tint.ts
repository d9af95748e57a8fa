/** The colour of a node, a group or a note, as the name of a token: chosen by hand, or that of the category. */

/** Colours people can give, by the name the file has. */
export const COLOURS: Readonly<Record<string, { readonly title: string; readonly token: string }>> = {
  grey: { title: 'Grey', token: '--socket' },
  blue: { title: 'Blue', token: '--socket-scheduler' },
  teal: { title: 'Teal', token: '--socket-control' },
  green: { title: 'Green', token: '--socket-image' },
  lime: { title: 'Lime', token: '--socket-picture' },
  amber: { title: 'Amber', token: '--socket-text-encoder' },
  orange: { title: 'Orange', token: '--socket-conditioning' },
  red: { title: 'Red', token: '--socket-vae' },
  pink: { title: 'Pink', token: '--socket-latent' },
  violet: { title: 'Violet', token: '--socket-transformer' },
};

const CATEGORIES: Readonly<Record<string, string>> = {
  model: '--socket-transformer',
  conditioning: '--socket-conditioning',
  latent: '--socket-latent',
  sampling: '--socket-scheduler',
  image: '--socket-image',
  mask: '--socket-mask',
  value: '--socket-int',
  logic: '--socket-boolean',
};

/** @returns a custom property, such as `--socket-image`. */
export function tintToken(colour: string | undefined, category = ''): string {
  return COLOURS[colour ?? '']?.token ?? CATEGORIES[category] ?? '--socket';
}
