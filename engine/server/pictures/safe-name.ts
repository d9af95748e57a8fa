/** File names for uploads, from the names their senders gave them. */
import { fileStem } from '../../host/file-name.ts';
import { extensionFor, extensionOf, typeByName } from './media-type.ts';

/** Characters of a given name that are looked at, the last ones. */
const LOOKED_AT = 1000;

/** The name without its folders, as {@link fileStem} makes it, with the extension of a picture. */
export function safeName(given: string, mediaType: string): string {
  const base = given.slice(-LOOKED_AT).split(/[/\\]/).at(-1) ?? '';
  const name = base.replace(/[. ]+$/, '');
  const hasExtension = typeByName(name) !== undefined;
  const stem = hasExtension ? name.slice(0, -extensionOf(name).length - 1) : name;
  return `${fileStem(stem, 'picture')}.${hasExtension ? extensionOf(name) : extensionFor(mediaType)}`;
}
