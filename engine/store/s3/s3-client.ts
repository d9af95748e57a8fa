/** The client of S3, loaded when a store needs it: loading it takes a third of a second. */
import type * as Sdk from '@aws-sdk/client-s3';
import type { S3Address } from './s3-address.ts';

/** Milliseconds to connect, and between two signs of life. */
const CONNECT = 3000;
const SILENCE = 10_000;
/** The first attempt included. Between them the SDK waits up to a second. */
const ATTEMPTS = 3;
/** Requests at a time. */
const SOCKETS = 64;

const SILENT: NonNullable<Sdk.S3ClientConfig['logger']> = { debug() {}, info() {}, warn() {}, error() {} };

/** The SDK with one client, and what was learnt about the server. */
export interface S3Access {
  readonly sdk: typeof Sdk;
  readonly client: Sdk.S3Client;
  /** Whether the server has writing under a condition; undefined until it is known. */
  hasConditions: boolean | undefined;
}

export async function s3Access({ region, endpoint }: S3Address): Promise<S3Access> {
  // The SDK warns of versions of Node that it will not support some day, on the error output of every command.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const sdk = await import('@aws-sdk/client-s3');
  const client = new sdk.S3Client({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    maxAttempts: ATTEMPTS,
    // Errors tell all there is to say; the SDK would write to the error output of a command besides.
    logger: SILENT,
    requestHandler: {
      connectionTimeout: CONNECT,
      socketTimeout: SILENCE,
      httpAgent: { maxSockets: SOCKETS, keepAlive: true },
      httpsAgent: { maxSockets: SOCKETS, keepAlive: true },
    },
    // Blobs have a digest of their own, and not every server takes a checksum behind a body.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  return { sdk, client, hasConditions: undefined };
}

/** Ends a request that takes more than 30 s, and a second for each megabyte. @param bytes of the body; default 0. */
export function limitOf(bytes = 0): { readonly abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(30_000 + Math.ceil(bytes / 1000)) };
}
