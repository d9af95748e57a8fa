/** Counts the tokens of a prompt. */
import { z } from 'zod';
import type { RegisterRoutes } from '../context.ts';
import { HttpError } from '../http/errors.ts';
import { failures } from '../http/schemas.ts';
import type { PromptTokens } from '../../../nodes/services/tokens.ts';

const LONGEST = 1_000_000;

export function tokenRoutes(counter: PromptTokens): RegisterRoutes {
  return (app, { models }) => {
    app.post(
      '/api/tokens',
      {
        schema: {
          summary: 'Tokens of a prompt, by the tokenizer of a checkpoint or text encoder',
          body: z.object({ checkpoint: z.string(), text: z.string().max(LONGEST) }),
          response: {
            200: z.object({
              tokens: z.number().meta({ description: 'Of the prompt itself.' }),
              window: z.number().meta({
                description: "That count against the prompt window: the template's end included, pictures not.",
              }),
            }),
            ...failures,
          },
        },
      },
      async ({ body: { checkpoint, text } }) => {
        await models.pathOf('textEncoder', checkpoint).catch((cause: Error) => {
          throw new HttpError(404, 'model-missing', cause.message, { cause });
        });
        try {
          const { family, tokenizer, facts } = await models.openTextEncoder(checkpoint);
          return await counter.count({ family, tokenizer, template: facts.templates.create }, text);
        } catch (error) {
          throw new HttpError(422, 'tokenizer-unreadable', (error as Error).message, { cause: error });
        }
      },
    );
  };
}
