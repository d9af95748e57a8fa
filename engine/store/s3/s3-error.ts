/** Errors of S3 as sentences. Names of errors: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html. */
import { StoreError } from '../store-error.ts';
import type { S3Address } from './s3-address.ts';

/** What errors of the SDK carry besides a message. */
interface SdkError {
  readonly name: string;
  readonly message: string;
  /** Of an error of the network. */
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}

/** Codes of networks, and names of errors of the SDK. */
const UNREACHABLE = new Set([
  'AbortError',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
]);

export function statusOf(error: unknown): number | undefined {
  return (error as SdkError).$metadata?.httpStatusCode;
}

/** Whether the server was asked more than once, because an answer was lost. */
export function wasRepeated(error: unknown): boolean {
  return ((error as SdkError).$metadata?.attempts ?? 1) > 1;
}

/** Whether there is nothing under a key. A bucket that is missing is another fault. */
export function isNoKey(error: unknown): boolean {
  const { name } = error as SdkError;
  return name === 'NoSuchKey' || (statusOf(error) === 404 && name !== 'NoSuchBucket');
}

export function s3Error(error: unknown, { bucket, endpoint }: S3Address): StoreError {
  if (error instanceof StoreError) return error;
  const { name, message, code } = error as SdkError;
  const place = endpoint ?? 'Amazon S3';
  const say = (kind: StoreError['code'], text: string): StoreError => new StoreError(kind, text, { cause: error });
  const status = statusOf(error) ?? 0;
  if (name === 'NoSuchBucket')
    return say('no-place', `There is no bucket "${bucket}" at ${place}. Make it: aws s3 mb s3://${bucket}`);
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError')
    return say(
      'no-credentials',
      `No credentials for the bucket "${bucket}" were found. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, ` +
        'or AWS_PROFILE, or give the machine a role.',
    );
  if (message.includes('Region is missing'))
    return say('bad-address', `The region of the bucket "${bucket}" is not known. Add ?region=... or set AWS_REGION.`);
  if (status === 301 || name === 'AuthorizationHeaderMalformed')
    return say('bad-address', `The bucket "${bucket}" is in another region: ${message}. Correct ?region=...`);
  if (status === 401 || status === 403)
    return say(
      'refused',
      `${place} refuses access to the bucket "${bucket}" (${name}). Check the credentials; they need ` +
        's3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket.',
    );
  if (status >= 500 || status === 429)
    return say('unreachable', `${place} cannot answer now (${status} ${name}). It is tried again later.`);
  if (status > 0) return say('failed', `${place} answered ${status} ${name} for the bucket "${bucket}": ${message}`);
  if (UNREACHABLE.has(code ?? name))
    return say('unreachable', `${place} does not answer (${code ?? name}). Check the network and the address.`);
  return say('failed', `The bucket "${bucket}" at ${place} cannot be used: ${message}`);
}
