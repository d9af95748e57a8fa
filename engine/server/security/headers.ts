/** Headers that tell a browser how little what it got may do. */

const COMMON = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'vary': 'Origin',
} as const;

/** Of the editor: its own scripts and styles, nothing written into the page, nobody's frame. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const PAGE_HEADERS = { ...COMMON, 'content-security-policy': PAGE_POLICY, 'x-frame-options': 'DENY' } as const;

/** Of data and of files people brought along: opened by themselves, they can do nothing. */
export const DATA_HEADERS = {
  ...COMMON,
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
} as const;
