/** The file of a multipart request. */
import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { HttpError } from './errors.ts';

/**
 * @returns the file as a stream that must be read, and the name the sender gave it.
 * @throws HttpError 400 without a file, 415 for another kind of body.
 */
export async function receiveFile(
  request: FastifyRequest,
): Promise<{ readonly name: string; readonly content: Readable }> {
  if (!request.isMultipart())
    throw new HttpError(415, 'unsupported-media-type', 'Expected a file, sent as multipart/form-data.');
  const part = await request.file({ throwFileSizeLimit: false });
  if (!part)
    throw new HttpError(400, 'invalid-request', 'Expected a file, sent as multipart/form-data; there is none.');
  return { name: part.filename, content: part.file };
}
