/**
 * Addresses of pictures: an `<img>` sends no header, so the token of a server that asks for one goes into the address.
 */

/** For JSON.parse: adds the token to every address of a picture in an answer. */
export function withToken(token: string | undefined): ((key: string, value: unknown) => unknown) | undefined {
  if (token === undefined) return undefined;
  return (key, value) =>
    (key === 'url' || key === 'picture') && typeof value === 'string' && value.startsWith('/api/')
      ? `${value}${value.includes('?') ? '&' : '?'}token=${encodeURIComponent(token)}`
      : value;
}
