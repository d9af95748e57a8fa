/** Reads the form of an upload: one file, with fields before or behind it. */
import type { FastifyRequest } from 'fastify';
import { HttpError } from '../../http/errors.ts';
import { receive, type Received } from '../../pictures/receive.ts';
import { makeFolder, temporaryPath } from '../../../files/write-file.ts';
import type { ComfyContext } from '../context.ts';

export interface Upload extends Received {
  /** Of the file while the upload is worked with. */
  readonly path: string;
  /** As the sender gave it; it may hold anything. */
  readonly name: string;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Receives an upload into a temporary file, which is gone when the work with it is done.
 * @throws HttpError 400 without a file, 413 for one that is too large, 415 for another kind of body; StorageError.
 */
export async function withForm<T>(
  request: FastifyRequest,
  { folders, files, limits }: Pick<ComfyContext, 'folders' | 'files' | 'limits'>,
  work: (upload: Upload) => Promise<T>,
): Promise<T> {
  if (!request.isMultipart())
    throw new HttpError(415, 'unsupported-media-type', 'Expected a file, sent as multipart/form-data.');
  const path = temporaryPath(folders.input);
  const fields: Record<string, string> = {};
  let received: (Received & { readonly name: string }) | undefined;
  try {
    await makeFolder(folders.input, files);
    for await (const part of request.parts()) {
      if (part.type === 'field') fields[part.fieldname] = String(part.value);
      else received = { ...(await receive(part.file, path, limits.uploadBytes, files)), name: part.filename };
    }
    if (!received?.name) throw new HttpError(400, 'invalid-request', 'Expected a file in the field "image".');
    return await work({ ...received, path, fields });
  } finally {
    await files.rm(path, { force: true }).catch(() => {});
  }
}
