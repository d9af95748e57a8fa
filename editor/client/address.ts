/**
 * Addresses of pictures. An `<img>` sends no headers, so the token of a server that asks for one goes into the address.
 */

/** A reviver for JSON.parse that adds the token to every address of a picture. @returns undefined without a token. */
export function withToken(token: string | undefined): ((key: string, value: unknown) => unknown) | undefined {
  if (token === undefined) return undefined;
  return (key, value) =>
    isPictureAddress(key, value) ? `${value}${separator(value)}token=${encodeURIComponent(token)}` : value;
}

function isPictureAddress(key: string, value: unknown): value is string {
  return (key === 'url' || key === 'picture') && typeof value === 'string' && value.startsWith('/api/');
}

function separator(address: string): '&' | '?' {
  return address.includes('?') ? '&' : '?';
}
