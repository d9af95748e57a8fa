/** Headers that restrict what a browser does with an answer. */

const COMMON = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'vary': 'Origin',
} as const;

/** For the editor: only its own scripts and styles, none inline, and in no frame. */
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

/** For data and uploaded files: opened as a page, they can run nothing. */
export const DATA_HEADERS = {
  ...COMMON,
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
} as const;
