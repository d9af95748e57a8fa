/** Addresses of pictures: an `<img>` sends no header, so the token of a server that asks for one goes into the address. */

/** For JSON.parse: adds the token to every address of a picture in an answer. */
export function withToken(token: string | undefined): ((key: string, value: unknown) => unknown) | undefined {
  if (token === undefined) return undefined;
  return (key, value) => ((key === 'url' || key === 'picture') && typeof value === 'string' && value.startsWith('/api/') ? withQuery(value, 'token', token) : value);
}

/** A smaller version of a picture of the server. @param width in pixels of the screen. */
export function thumbnail(url: string, width: number): string {
  return url.startsWith('/api/') ? withQuery(url, 'width', String(width)) : url;
}

function withQuery(url: string, name: string, value: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`;
}
