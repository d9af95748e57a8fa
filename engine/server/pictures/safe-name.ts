/** File names for uploads, from the names their senders gave them. */
import { isReservedName } from '../reserved-name.ts';
import { extensionFor, extensionOf, typeByName } from './media-type.ts';

/** Bytes of a name without its extension and number. File systems allow 255 bytes in all. */
const NAME_BYTES = 180;
/** Characters of a given name that are looked at, the last ones. */
const LOOKED_AT = 1000;

/**
 * Letters and digits of every script, spaces and some signs, with the extension of a picture. Never empty or reserved.
 */
export function safeName(given: string, mediaType: string): string {
  const base = given.slice(-LOOKED_AT).normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const clean = base
    .replaceAll(/[^\p{L}\p{M}\p{N} ._()+-]/gu, '_')
    .replace(/^[. ]+/, '')
    .replace(/[. ]+$/, '');
  const hasExtension = typeByName(clean) !== undefined;
  const stem = hasExtension ? clean.slice(0, -extensionOf(clean).length - 1) : clean;
  return `${safeStem(stem)}.${hasExtension ? extensionOf(clean) : extensionFor(mediaType)}`;
}

function safeStem(stem: string): string {
  const short = shorten(stem).replace(/[. ]+$/, '');
  if (short === '') return 'picture';
  return isReservedName(short) ? `_${short}` : short;
}

/** Cuts a text to {@link NAME_BYTES}. A character whose bytes are cut is left out. */
function shorten(text: string): string {
  const bytes = Buffer.from(text).subarray(0, NAME_BYTES);
  return new TextDecoder().decode(bytes, { stream: true });
}
