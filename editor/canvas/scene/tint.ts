/** Colours of nodes, groups, notes and wires, as names of custom properties of the theme. */

/** Colours people can choose, by their name in the file. */
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
  text: '--socket-string',
  latent: '--socket-latent',
  sampling: '--socket-scheduler',
  image: '--socket-image',
  mask: '--socket-mask',
  value: '--socket-int',
  logic: '--socket-boolean',
};

/**
 * The colour of an item: the chosen one, or else the one of its category.
 * @returns a custom property, such as `--socket-image`.
 */
export function tintToken(colour: string | undefined, category = ''): string {
  return COLOURS[colour ?? '']?.token ?? CATEGORIES[category] ?? '--socket';
}

/** The colour of a note. Without a chosen one it is amber. */
export function noteToken({ colour = 'amber' }: { readonly colour?: string | undefined }): string {
  return tintToken(colour);
}

/** The colour of sockets and wires of a type, as a CSS value. */
export function socketColour(type: string): string {
  return `var(--socket-${type}, var(--socket))`;
}
