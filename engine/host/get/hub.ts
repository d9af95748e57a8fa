/** The Hugging Face Hub, or a mirror of it: where it is, and who asks. */
import { UsageError } from '../usage-error.ts';

export interface Hub {
  /** Address without a slash at its end, such as `https://huggingface.co`. */
  readonly endpoint: string;
  /** Sent to the endpoint, and never to another host that the endpoint names. */
  readonly token: string | undefined;
}

/**
 * @param endpoint as given, else `HF_ENDPOINT`, else huggingface.co. The token is that of `HF_TOKEN`.
 * @throws UsageError for an endpoint that is no address, or a token that is none of the Hub.
 */
export function hubAt(endpoint?: string): Hub {
  const { HF_ENDPOINT: own, HF_TOKEN: secret } = process.env;
  const token = secret?.trim() || undefined;
  if (token !== undefined && !token.startsWith('hf_'))
    throw new UsageError('HF_TOKEN is no token of the Hub: these begin with hf_. Correct it, or unset it');
  return { endpoint: address(endpoint === undefined ? 'HF_ENDPOINT' : '--endpoint', endpoint ?? own), token };
}

function address(option: string, given: string | undefined): string {
  if (!given) return 'https://huggingface.co';
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '');
  throw new UsageError(`${option}: expected an address such as https://huggingface.co, got "${given}"`);
}
