/** Addresses of buckets: `s3://bucket/prefix?region=eu-central-1&endpoint=https://storage.example`. */
import { StoreError } from '../store-error.ts';

export interface S3Address {
  readonly bucket: string;
  /** Ends with a slash, or is empty. */
  readonly prefix: string;
  /** Undefined: the SDK reads it from the environment or a profile. */
  readonly region: string | undefined;
  /** Of a server that is not Amazon's. Undefined: Amazon's. */
  readonly endpoint: string | undefined;
}

/** A region that servers other than Amazon's accept. */
const ANY_REGION = 'us-east-1';
const EXAMPLE = 's3://bucket/prefix?region=eu-central-1&endpoint=https://storage.example:9000';

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws StoreError that shows what an address looks like. */
export function readS3Address(address: string, env: Environment = process.env): S3Address {
  const url = parsed(address);
  if (url?.protocol !== 's3:' || url.hostname === '') throw bad(address, 'expected the name of a bucket');
  if (url.username !== '' || url.password !== '')
    throw bad(
      `s3://...@${url.host}${url.pathname}`,
      'keys do not belong into an address, which logs show. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    );
  for (const name of url.searchParams.keys())
    if (name !== 'region' && name !== 'endpoint') throw bad(address, `"${name}" is neither region nor endpoint`);
  const endpoint = readEndpoint(address, url.searchParams.get('endpoint') ?? endpointOf(env));
  const prefix = decodeURIComponent(url.pathname).split('/').filter(Boolean).join('/');
  return {
    bucket: url.hostname,
    prefix: prefix === '' ? '' : `${prefix}/`,
    region: url.searchParams.get('region') ?? regionOf(env) ?? (endpoint === undefined ? undefined : ANY_REGION),
    endpoint,
  };
}

function endpointOf(env: Environment): string | undefined {
  return env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL'] || undefined;
}

function regionOf(env: Environment): string | undefined {
  return env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || undefined;
}

function readEndpoint(address: string, endpoint: string | undefined): string | undefined {
  if (endpoint === undefined) return undefined;
  const protocol = parsed(endpoint)?.protocol;
  if (protocol !== 'http:' && protocol !== 'https:')
    throw bad(address, `the endpoint "${endpoint}" is no address such as https://storage.example:9000`);
  return endpoint;
}

/** Undefined for what is no address. */
function parsed(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined;
}

function bad(address: string, why: string): StoreError {
  return new StoreError('bad-address', `The store ${address}: ${why}. Write it as ${EXAMPLE}, or as a folder.`);
}
