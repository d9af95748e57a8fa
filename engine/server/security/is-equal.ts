/** Compares secrets. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares digests, in a time that does not depend on where the texts differ. */
export function isEqual(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
