/** What goes wrong between here and the Hub, as sentences that say what to do. */
import type { Hub } from './hub.ts';

/** An error of the network, the Hub or a file that it sent. Its message is a sentence for the user. */
export class HubError extends Error {
  override readonly name = 'HubError';
}

const AGAIN = 'Type the same command again: it goes on where it stopped';

/** The Hub cannot be reached, or the connection breaks again and again. */
export function unreachable({ endpoint }: Hub, cause: unknown): HubError {
  const reason = reasonOf(cause);
  return new HubError(
    `${endpoint} cannot be reached (${reason}). Check the network; a mirror is set with --endpoint or HF_ENDPOINT. ` +
      AGAIN,
    { cause },
  );
}

/**
 * The Hub refuses what was asked for.
 * @param status of its answer, from 300.
 * @param path in the repository; undefined for the repository as a whole.
 */
export function refused({ endpoint, token }: Hub, status: number, repository: string, path?: string): HubError {
  const page = `${endpoint}/${repository}`;
  if (status === 404) return missing(endpoint, repository, path);
  if (status !== 401 && status !== 403)
    return new HubError(`${endpoint} answers ${status} when asked for ${repository}. ${AGAIN}, perhaps later`);
  const consent = `Open ${page} and accept its terms, if it has any`;
  return new HubError(
    token === undefined
      ? `${endpoint} gives ${repository} to nobody it does not know (${status}). ${consent}; make a token at ` +
          `${endpoint}/settings/tokens, put it into HF_TOKEN, and type the same command again`
      : `${endpoint} does not give ${repository} to the owner of HF_TOKEN (${status}). ${consent}; check that the ` +
          'token is valid and may read gated repositories, then type the same command again',
  );
}

/** The Hub has no such repository, or no such file in it. */
export function missing(endpoint: string, repository: string, path?: string): HubError {
  return new HubError(
    `${endpoint} has no ${path === undefined ? repository : `${path} in ${repository}`}: it was moved or renamed. ` +
      `Look at ${endpoint}/${repository}, or choose another --format`,
  );
}

/** Node says `fetch failed`, and in the cause why. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined) return code;
  return error.cause === undefined ? error.message : reasonOf(error.cause);
}
