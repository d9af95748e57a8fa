/** Colours of nodes, groups, notes and wires, as names of custom properties of the theme. */

import { msg } from '../../i18n/t.ts';

/** Colours people can choose, by their name in the file. */
export const COLOURS: Readonly<Record<string, { readonly title: string; readonly token: string }>> = {
  grey: { title: msg('Grey'), token: '--socket' },
  blue: { title: msg('Blue'), token: '--socket-scheduler' },
  teal: { title: msg('Teal'), token: '--socket-control' },
  green: { title: msg('Green'), token: '--socket-image' },
  lime: { title: msg('Lime'), token: '--socket-picture' },
  amber: { title: msg('Amber'), token: '--socket-text-encoder' },
  orange: { title: msg('Orange'), token: '--socket-conditioning' },
  red: { title: msg('Red'), token: '--socket-vae' },
  pink: { title: msg('Pink'), token: '--socket-latent' },
  violet: { title: msg('Violet'), token: '--socket-transformer' },
};

/** By category of nodes. */
const CATEGORIES: ReadonlyMap<string, string> = new Map([
  ['model', '--socket-transformer'],
  ['conditioning', '--socket-conditioning'],
  ['text', '--socket-string'],
  ['latent', '--socket-latent'],
  ['sampling', '--socket-scheduler'],
  ['image', '--socket-image'],
  ['mask', '--socket-mask'],
  ['value', '--socket-int'],
  ['logic', '--socket-boolean'],
]);

/**
 * The colour of an item: the chosen one, or else the one of its category.
 * @returns a custom property, such as `--socket-image`.
 */
export function tintToken(colour: string | undefined, category = ''): string {
  return COLOURS[colour ?? '']?.token ?? CATEGORIES.get(category) ?? '--socket';
}

/** The colour of a note. Without a chosen one it is amber. */
export function noteToken({ colour = 'amber' }: { readonly colour?: string | undefined }): string {
  return tintToken(colour);
}

/** The colour of sockets and wires of a type, as a CSS value. */
export function socketColour(type: string): string {
  return `var(--socket-${type}, var(--socket))`;
}
