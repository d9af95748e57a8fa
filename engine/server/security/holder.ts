/** Who sent a request, as far as its access token tells. */
import type { RunPriority } from '../../protocol/index.ts';
import type { Rate } from './rate.ts';

export interface Holder {
  /** Of the token; undefined for a token without a name, and where no token is asked for. */
  readonly name?: string | undefined;
  /** How many runs may be queued in a time. */
  readonly runs?: Rate | undefined;
  /** The highest priority that runs may have; default: `high`. */
  readonly priority?: RunPriority | undefined;
}

/** A secret that lets its holder in. */
export interface AccessToken extends Holder {
  readonly token: string;
}

/**
 * The holder of a secret. Every token is compared, so that the time tells nothing of which one is alike.
 * @param isOf whether the secret is that of a token.
 */
export function holderAmong(tokens: readonly AccessToken[], isOf: (token: string) => boolean): AccessToken | undefined {
  return tokens.filter(({ token }) => isOf(token))[0];
}

/** Of a request without a named token. */
export const ANYBODY: Holder = {};

/** The owner of a run: the name of the token, else the one that the client gives itself. */
export function ownerOf({ name }: Holder, client: string | undefined): string | undefined {
  return name ?? client;
}
