/** Addresses in notes. A workflow comes from anywhere, so a note never makes the browser ask another server. */

/** Width in pixels of a picture in a note, as the server makes it smaller. */
const WIDTH = 768;
const OWN = /^\/?api\/pictures\/(?:input|output|preview)\/[^/?#]+$/;
/** The name of a picture that workflows can load, with slashes for folders below. */
const NAME = /^(?![./])(?!.*(?:\/\/|\/\.))[^:?#\\]+\.(?:png|jpe?g|webp|gif|avif|tiff?)$/i;

/**
 * The address of a picture of this server, from the name of one that workflows can load, or from its own address.
 * @returns undefined for any other address.
 */
export function pictureSource(href: string): string | undefined {
  if (OWN.test(href)) return `${href.startsWith('/') ? '' : '/'}${href}?width=${WIDTH}`;
  const name = decoded(href);
  return name !== undefined && NAME.test(name)
    ? `/api/pictures/input/${encodeURIComponent(name)}?width=${WIDTH}`
    : undefined;
}

/** @returns undefined for anything but a web page or a mail address. */
export function linkTarget(href: string): string | undefined {
  if (!/^(?:https?:\/\/|mailto:)/i.test(href) || !URL.canParse(href)) return undefined;
  return new URL(href).href;
}

/** A name as Markdown can hold it. */
export function markdownPicture(name: string): string {
  const words = (name.split('/').at(-1) ?? name).replace(/\.\w+$/, '').replaceAll(/[\\[\]]/g, ' ');
  return `![${words}](${encodeURI(name).replaceAll(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29'))})`;
}

function decoded(href: string): string | undefined {
  try {
    return decodeURI(href);
  } catch {
    return undefined;
  }
}
