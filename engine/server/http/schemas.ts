/** Schemas of answers, for /api/openapi.json. They agree with the types of engine/protocol. */
import { z } from 'zod';
import type { DocumentInfo, ErrorBody, PictureFile, SavedWorkflow } from '../../protocol/index.ts';
import { workflowBody } from './workflow-body.ts';

export const errorBody = z
  .object({
    error: z.object({
      code: z.string().meta({ description: 'For programs.' }),
      message: z.string().meta({ description: 'For the user: one sentence or a few.' }),
      issues: z
        .array(
          z.object({
            code: z.string(),
            node: z.string(),
            inner: z.string().optional(),
            input: z.string().optional(),
            message: z.string(),
          }),
        )
        .readonly()
        .optional(),
    }),
  })
  .meta({ id: 'Error' }) satisfies z.ZodType<ErrorBody>;

export const pictureFolder = z.enum(['input', 'output', 'preview']);

export const pictureFile = z
  .object({
    folder: pictureFolder,
    name: z.string(),
    url: z.string().meta({ description: 'Address of the bytes; with ?width=N a smaller WebP.' }),
    mediaType: z.string(),
    width: z.number().optional(),
    height: z.number().optional(),
  })
  .meta({ id: 'PictureFile' }) satisfies z.ZodType<PictureFile>;

export const savedWorkflow = z
  .object({
    name: z.string().meta({ description: 'File name without .json.' }),
    digest: z.string().meta({ description: 'SHA-256 of the file, hexadecimal.' }),
    title: z.string(),
    description: z.string().optional(),
    modified: z.number().meta({ description: 'Milliseconds since the epoch.' }),
  })
  .meta({ id: 'SavedWorkflow' }) satisfies z.ZodType<SavedWorkflow>;

const documentFields = {
  id: z.string(),
  revision: z.number().meta({ description: 'Number of edits made so far.' }),
  file: z
    .string()
    .optional()
    .meta({ description: 'The saved workflow the document was opened from or last saved to.' }),
  base: z.string().optional().meta({ description: 'Digest of that file when file and document were last equal.' }),
  unsaved: z.boolean(),
  name: z.string(),
  modified: z.number(),
};

export const documentInfo = z.object(documentFields).meta({ id: 'DocumentInfo' }) satisfies z.ZodType<DocumentInfo>;

export const openDocument = z
  .object({
    ...documentFields,
    workflow: workflowBody,
    used: z
      .array(z.string())
      .readonly()
      .meta({ description: 'Names of deleted items, as paths. A new item never reuses one.' }),
  })
  .meta({ id: 'OpenDocument' });

/** An answer without a body. */
export const nothing = z.null();

/** Error answers of every route. */
export const failures = { '4xx': errorBody, '5xx': errorBody } as const;

/** An answer that is a file. */
export const bytes = z.any().meta({ description: 'The bytes of the file.' });
