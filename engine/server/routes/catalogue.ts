/** Node types, models and templates. */
import { createReadStream } from 'node:fs';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { RegisterRoutes } from '../context.ts';
import { notFound } from '../http/errors.ts';
import { bytes, failures, nothing } from '../http/schemas.ts';
import { lookAt } from '../pictures/find.ts';
import { workflowBody } from '../http/workflow-body.ts';
import type { ModelEntry, ModelKind } from '../../../nodes/services/models/entries.ts';
import type { LoraEntry } from '../../../nodes/services/tokens.ts';
import { fewSteps } from '../../../nodes/services/models/picture-settings.ts';
import { missingFor, pipelinesOf } from '../../../nodes/services/models/whole-pipelines.ts';
import { fileCommands, publishedPart } from '../../host/get/published.ts';
import type { Catalogue, ModelInfo } from '../../protocol/index.ts';
import { classesByType } from '../../comfyui/classes.ts';
import { comfyNodes } from '../../../nodes/comfyui/index.ts';
import { catalogueOf } from '../catalogue.ts';
import { Templates } from '../workflows/templates.ts';

const catalogueNode = z
  .object({
    type: z.string(),
    version: z.number(),
    title: z.string(),
    category: z.string(),
    description: z.string(),
    comfyui: z.array(z.string()).readonly().optional().meta({ description: 'Classes of ComfyUI that it stands for.' }),
    terminal: z.boolean().meta({ description: 'Computed even if no node uses its outputs.' }),
    inputs: z
      .record(z.string(), z.any())
      .meta({ description: 'By name: kind, default, range, tooltip; see engine/graph/input.ts.' }),
    outputs: z.record(
      z.string(),
      z.object({
        socket: z.object({ name: z.string() }),
        title: z.string().optional(),
        tooltip: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'CatalogueNode' });

const modelInfo = z
  .object({
    name: z.string(),
    kinds: z.array(z.string()).readonly().meta({ description: 'What it can be loaded as; empty: of no use.' }),
    model: z.string().meta({ description: 'The model that it is, by its tensors.' }),
    format: z.string(),
    bytes: z.number(),
    fits: z.record(z.string(), z.number()).meta({ description: 'Parts fit when they agree on the sizes both have.' }),
    triggers: z.array(z.string()).readonly().optional().meta({ description: 'Of a LoRA: phrases for the prompt.' }),
    licence: z.string().optional().meta({ description: 'A licence that restricts its use, in a few words.' }),
    settings: z
      .object({ width: z.number(), height: z.number(), steps: z.number(), guidance: z.number() })
      .partial()
      .optional()
      .meta({ description: 'The size and sampling that it was made for.' }),
    sizes: z
      .array(z.tuple([z.number(), z.number()]).readonly())
      .readonly()
      .optional()
      .meta({ description: 'Widths and heights that it was made for.' }),
    isTest: z.boolean().optional().meta({ description: 'Made for tests, and not offered.' }),
  })
  .meta({ id: 'ModelInfo' });

const missingModel = z
  .object({
    kind: z.string(),
    name: z.string(),
    folder: z.string(),
    command: z.string().optional().meta({ description: 'The command that gets it.' }),
    page: z.string().optional().meta({ description: 'Address of a page that has it.' }),
  })
  .meta({ id: 'MissingModel' });

const template = z
  .object({
    name: z.string(),
    title: z.string(),
    description: z.string().optional(),
    picture: z.string(),
    drawing: z.boolean().optional(),
    category: z.enum(['create', 'edit', 'control', 'repair', 'fast', 'layers']),
    missing: z.array(missingModel).readonly().meta({ description: 'Models it needs; none: it runs now.' }),
    suits: z.array(missingModel).readonly().meta({ description: 'Models it was made for that are not there.' }),
    workflow: workflowBody,
  })
  .meta({ id: 'Template' });

/** Of a model what clients may know: no path of the server. */
function infoOf(entry: ModelEntry): ModelInfo {
  const { name, kinds, model, format, fits, licence, settings, sizes, isTest } = entry;
  return {
    name,
    kinds,
    model,
    format,
    bytes: entry.bytes,
    fits,
    ...(licence === undefined ? {} : { licence }),
    ...(settings ? { settings } : {}),
    ...(sizes ? { sizes } : {}),
    ...(isTest ? { isTest } : {}),
  };
}

/** A LoRA in the list of models. */
function loraInfo({ name, bytes: size, model, format, triggers }: LoraEntry): ModelInfo {
  const few = fewSteps(name);
  const settings = few.steps === undefined ? {} : { settings: few };
  const words = triggers.length > 0 ? { triggers } : {};
  return { name, kinds: ['lora'], model, format, bytes: size, fits: {}, ...words, ...settings };
}

export const catalogueRoutes: RegisterRoutes = (app, { folders, models, loras, registry }) => {
  const templates = new Templates(folders.shipped);
  let catalogue: { readonly content: Catalogue; readonly tag: string } | undefined;

  app.get(
    '/api/catalogue',
    {
      schema: {
        summary: 'Node types',
        response: { 200: z.object({ nodes: z.array(catalogueNode).readonly() }), 304: nothing, ...failures },
      },
    },
    async (request, reply) => {
      if (!catalogue) {
        const content = catalogueOf(registry, classesByType(comfyNodes));
        catalogue = {
          content,
          tag: `"${createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32)}"`,
        };
      }
      reply.headers({ 'etag': catalogue.tag, 'cache-control': 'private, no-cache' });
      if (request.headers['if-none-match'] === catalogue.tag) return reply.code(304).send(null);
      return reply.send(catalogue.content);
    },
  );

  app.get(
    '/api/models',
    {
      schema: {
        summary: 'The models in the places for them, looked for anew, and what is missing for a whole one',
        response: {
          200: z.object({
            checkpoints: z.array(z.string()).readonly(),
            controlNets: z.array(z.string()).readonly(),
            entries: z.array(modelInfo).readonly(),
            missing: z.array(z.string()).readonly(),
            commands: z
              .record(z.string(), z.string())
              .meta({ description: 'Commands that get published files, by the name of the file.' }),
          }),
          ...failures,
        },
      },
    },
    async () => {
      const entries = await models.entries();
      const named = (kind: ModelKind): string[] =>
        entries.filter(({ kinds }) => kinds.includes(kind)).map(({ name }) => name);
      return {
        checkpoints: named('checkpoint'),
        controlNets: named('controlNet'),
        entries: [...entries.map(infoOf), ...(await loras.entries()).map(loraInfo)],
        missing: missingFor(pipelinesOf(entries), publishedPart),
        commands: Object.fromEntries(fileCommands()),
      };
    },
  );

  app.get(
    '/api/templates',
    {
      schema: {
        summary: 'Workflows that ship, fitted to the models that are there',
        response: { 200: z.array(template), ...failures },
      },
    },
    async () => {
      const named = (await loras.entries()).map(({ name }) => name);
      return templates.list(registry, { entries: await models.entries(), loras: named });
    },
  );

  app.get(
    '/api/templates/:name/picture',
    {
      schema: {
        summary: 'A picture of a workflow that ships',
        params: z.object({ name: z.string() }),
        response: { 200: bytes, ...failures },
      },
    },
    async (request, reply) => {
      const picture = await templates.picture(request.params.name);
      if (!picture) throw notFound(`template ${JSON.stringify(request.params.name)} with a picture`);
      const tag = `"${(await lookAt(picture.path))?.stamp ?? ''}"`;
      reply.headers({ 'etag': tag, 'cache-control': 'private, no-cache' });
      if (request.headers['if-none-match'] === tag) return reply.code(304).send();
      return reply.type(picture.mediaType).send(createReadStream(picture.path));
    },
  );
};
