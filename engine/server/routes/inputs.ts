/** Pictures for workflows to load: the list, uploads, pictures of runs. */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import type { RegisterRoutes } from '../context.ts';
import { failures, pictureFile, pictureFolder } from '../http/schemas.ts';
import { receiveFile } from '../http/upload.ts';
import { findPicture } from '../pictures/find.ts';
import { listInputs } from '../pictures/list.ts';
import { storeInput } from '../pictures/store.ts';

export const inputRoutes: RegisterRoutes = (app, context) => {
  const { folders, limits } = context;

  app.get(
    '/api/inputs',
    {
      schema: {
        summary: 'Pictures workflows can load, the latest first',
        response: { 200: z.array(pictureFile), ...failures },
      },
    },
    () => listInputs(folders.inputs, limits.listed),
  );

  app.post(
    '/api/inputs',
    {
      config: { upload: 'image' },
      schema: {
        summary: 'Upload a picture. The same bytes under the same name are kept once.',
        response: { 200: pictureFile, ...failures },
      },
    },
    async (request) => {
      const { name, content } = await receiveFile(request);
      const stored = await storeInput(context, name, content);
      context.publish({ type: 'changed', what: 'inputs' });
      return stored;
    },
  );

  app.post(
    '/api/inputs/copy',
    {
      schema: {
        summary: 'Copy a picture of a run, so that workflows can load it',
        body: z.object({ folder: pictureFolder, name: z.string() }),
        response: { 200: pictureFile, ...failures },
      },
    },
    async ({ body: { folder, name } }) => {
      const { path } = await findPicture(folders, folder, name);
      const stored = await storeInput(context, basename(name), createReadStream(path));
      context.publish({ type: 'changed', what: 'inputs' });
      return stored;
    },
  );
};
