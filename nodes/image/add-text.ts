/** Add text: a label on a picture, or above or below it, such as the seed in a contact sheet. */
import { createRequire } from 'node:module';
import sharp from 'sharp';
import { defineNode } from '../../engine/graph/define.ts';
import { ANY } from '../../engine/graph/socket.ts';
import { IMAGE } from '../sockets.ts';
import { pixelsOf, rgbOf, sharpOf } from './pixels.ts';

const FONT = createRequire(import.meta.url).resolve('npm-font-open-sans/fonts/Regular/OpenSans-Regular.ttf');
/** Room around the text, as a share of its size. */
const MARGIN = 0.4;

export const addText = defineNode({
  type: 'add-text',
  version: 2,
  title: 'Add text',
  category: 'image',
  description: 'Writes a text on a picture, or into a strip above or below it. Long lines are broken.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    text: {
      kind: 'text',
      multiline: true,
      default: '',
      maxLength: 10_000,
      title: 'Text',
      tooltip: 'Set in Open Sans; scripts it lacks need a font of the system.',
    },
    a: { kind: 'socket', socket: ANY, optional: true, title: '{a}', tooltip: 'Replaces {a} in the text.' },
    b: { kind: 'socket', socket: ANY, optional: true, title: '{b}', tooltip: 'Replaces {b} in the text.' },
    place: {
      kind: 'choice',
      options: ['above', 'below', 'top', 'bottom', 'centre'],
      default: 'below',
      title: 'Place',
      tooltip: 'above and below make the picture taller; the others write on it.',
    },
    size: { kind: 'int', min: 4, max: 1000, default: 24, title: 'Size', tooltip: 'Height of the letters, in pixels.' },
    colour: { kind: 'text', default: '#000000', title: 'Colour' },
    background: { kind: 'text', default: '#ffffff', title: 'Background', tooltip: 'Colour of the strip.' },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  async run({ image, text: template, a, b: second, place, size, colour, background }) {
    const text = filledIn(template, { a, b: second });
    if (text.trim() === '') return { image };
    const [r, g, b] = rgbOf(background);
    const margin = Math.ceil(size * MARGIN);
    const width = image.width - 2 * margin;
    if (width < size) throw new RangeError(`A picture of ${image.width} pixels has no room for letters of ${size}`);
    const label = await sharp({
      text: {
        text: marked(text, colour),
        font: `Open Sans ${size}`,
        fontfile: FONT,
        width,
        dpi: 72,
        rgba: true,
        wrap: 'word-char',
      },
    })
      .png()
      .toBuffer({ resolveWithObject: true });
    const strip = label.info.height + 2 * margin;
    const [above, below] = [place === 'above' ? strip : 0, place === 'below' ? strip : 0];
    const height = image.height + above + below;
    if (label.info.height > height)
      throw new RangeError(`The text is ${label.info.height} pixels high, the picture ${image.height}`);
    const top = {
      above: margin,
      top: Math.min(margin, height - label.info.height),
      centre: Math.floor((height - label.info.height) / 2),
      bottom: Math.max(0, height - margin - label.info.height),
      below: height - margin - label.info.height,
    }[place];
    const ground = sharpOf(image).extend({ top: above, bottom: below, background: { r, g, b, alpha: 1 } });
    const { channels } = image;
    const raised = await pixelsOf(ground);
    const written = sharpOf(raised).composite([
      { input: label.data, left: Math.floor((image.width - label.info.width) / 2), top },
    ]);
    const pixels = await pixelsOf(written);
    return { image: channels === 3 && pixels.channels === 4 ? await pixelsOf(sharpOf(pixels).removeAlpha()) : pixels };
  },
});

/** The template with its places filled in once: a value that looks like a place or a pattern stays as it is. */
function filledIn(template: string, values: Readonly<Record<'a' | 'b', unknown>>): string {
  return template.replaceAll(/\{([ab])\}/g, (_, name: 'a' | 'b') => shown(values[name]));
}

/** A number, text or truth value as text; nothing for any other value. */
function shown(value: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';
}

/** Text as Pango markup in a colour. */
function marked(text: string, colour: string): string {
  const hex = rgbOf(colour)
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('');
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<span foreground="#${hex}">${escaped}</span>`;
}
