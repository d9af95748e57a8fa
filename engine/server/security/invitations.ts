/**
 * Addresses that let a browser in without the token. The command line opens one with `--open`: everybody on a machine
 * can read the arguments of its programs, so an address there holds a code that is worth nothing a moment later.
 */
import { randomBytes } from 'node:crypto';
import { isEqual } from './is-equal.ts';

/** Milliseconds. A browser that has to start first takes several seconds. */
const LIFETIME = 60_000;
/** Bytes of a code: as many as a digest of SHA-256. */
const CODE_BYTES = 32;

interface Invitation {
  readonly code: string;
  /** In the time of `performance.now()`. */
  readonly ends: number;
}

export class Invitations {
  #open: readonly Invitation[] = [];

  /** @returns a new code in letters, digits, `-` and `_`. It is good once, for a minute. */
  issue(): string {
    const code = randomBytes(CODE_BYTES).toString('base64url');
    this.#open = [...this.#current(), { code, ends: performance.now() + LIFETIME }];
    return code;
  }

  /** @returns whether the code was good until now. */
  redeem(given: string): boolean {
    const current = this.#current();
    this.#open = current.filter(({ code }) => !isEqual(code, given));
    return this.#open.length < current.length;
  }

  #current(): readonly Invitation[] {
    const now = performance.now();
    return this.#open.filter(({ ends }) => ends > now);
  }
}
