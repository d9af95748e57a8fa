/** Assets of version 2: pictures to load, and files that jobs made. */
import { blake3 } from '@noble/hashes/blake3.js';
import { createReadStream } from 'node:fs';
import type { FastifyReply } from 'fastify';
import { isRecord } from '../../../workflow/import/is-record.ts';
import type { App } from '../../context.ts';
import { notFound } from '../../http/errors.ts';
import { findPicture } from '../../pictures/find.ts';
import { type ComfyContext, THEIRS } from '../context.ts';
import { keepUpload } from '../pictures/keep-upload.ts';
import { withForm } from '../pictures/read-upload.ts';
import type { AssetRecord } from './assets.ts';
import { refuse } from './errors.ts';
import { shownAsset } from './show-asset.ts';

interface OfAsset {
  readonly Params: { readonly id: string };
}

export function v2AssetRoutes(scope: App, context: ComfyContext): void {
  const { assets } = context;
  const assetOf = (id: string): AssetRecord => {
    const asset = assets.get(id);
    if (!asset) throw notFound(`asset "${id.slice(0, 100)}"`);
    return asset;
  };

  scope.post('/assets', THEIRS, (request, reply) =>
    withForm(request, context, async (upload) => {
      const { expected_hash: expected, file_path: path = upload.name } = upload.fields;
      const hash = await hashOf(upload.path);
      if (expected !== undefined && expected !== `blake3:${hash}`) return refuseHash(reply, expected, hash);
      const known = assets.withHash(hash);
      const named = { ...upload, name: path, fields: {} };
      const { name } = known ?? (await keepUpload(context, named));
      const { bytes, mediaType } = await findPicture(context.folders, 'input', name);
      const asset = assets.add({ folder: 'input', name, mediaType: mediaType ?? '', bytes, path, hash });
      return reply.code(known ? 200 : 201).send(shownAsset(asset, !known));
    }),
  );

  scope.post('/assets/from-hash', THEIRS, async ({ body }, reply) => {
    const { hash, file_path: path } = isRecord(body) ? body : {};
    const known = typeof hash === 'string' ? assets.withHash(hash.replace(/^blake3:/, '')) : undefined;
    if (!known) return refuse(reply, { status: 404, code: 'blob_not_found', message: 'No file has this hash.' });
    const asset = assets.add({ ...known, path: typeof path === 'string' ? path : known.path });
    return reply.code(201).send(shownAsset(asset, false));
  });

  scope.head<{ Params: { readonly hash: string } }>('/assets/by-hash/:hash', THEIRS, async ({ params }, reply) =>
    reply.code(assets.withHash(params.hash.replace(/^blake3:/, '')) ? 200 : 404).send(),
  );

  scope.get<OfAsset>('/assets/:id', THEIRS, async ({ params }) => shownAsset(assetOf(params.id)));

  scope.delete<OfAsset>('/assets/:id', THEIRS, async ({ params }, reply) => {
    const { id, job } = assetOf(params.id);
    if (job !== null)
      return refuse(reply, { status: 409, code: 'asset_in_use', message: 'The file is an output of a job.' });
    assets.remove(id);
    return reply.code(204).send();
  });

  scope.get<OfAsset>('/assets/:id/content', THEIRS, async (request, reply) => {
    const { folder, name, mediaType } = assetOf(request.params.id);
    const { path, bytes } = await findPicture(context.folders, folder, name);
    const part = partOf(request.headers.range, bytes);
    reply.header('accept-ranges', 'bytes').type(mediaType);
    if (part === 'none') return reply.code(416).header('content-range', `bytes */${bytes}`).send();
    const { start, end } = part ?? { start: 0, end: bytes - 1 };
    if (part) reply.code(206).header('content-range', `bytes ${start}-${end}/${bytes}`);
    reply.header('content-length', end - start + 1);
    return reply.send(createReadStream(path, { start, end: Math.max(0, end) }));
  });
}

async function hashOf(path: string): Promise<string> {
  const hash = blake3.create();
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return Buffer.from(hash.digest()).toString('hex');
}

function refuseHash(reply: FastifyReply, expected: string, hash: string): FastifyReply {
  const message = `The bytes have the hash blake3:${hash}, not ${expected.slice(0, 100)}.`;
  return refuse(reply, { status: 409, code: 'hash_mismatch', message });
}

/** The part of a file that a request asks for; undefined: all of it; `none`: one that is outside. */
function partOf(range: string | undefined, bytes: number): { start: number; end: number } | 'none' | undefined {
  const [match, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '') ?? [];
  if (match === undefined || (from === '' && to === '')) return undefined;
  const start = from === '' ? Math.max(0, bytes - Number(to)) : Number(from);
  const end = from === '' || to === '' ? bytes - 1 : Math.min(bytes - 1, Number(to));
  return start > end ? 'none' : { start, end };
}
