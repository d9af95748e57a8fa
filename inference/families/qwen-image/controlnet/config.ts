/**
 * Configuration of a ControlNet.
 * Fields and defaults: diffusers `controlnet_qwenimage.py`, `QwenImageControlNetModel`.
 */
import { z } from 'zod';
import { transformerConfigSchema, type TransformerConfig } from '../transformer/config.ts';

export const CONTROLNET_CLASS = 'QwenImageControlNetModel';

const ownFields = z.looseObject({
  _class_name: z.literal(CONTROLNET_CLASS, `only ${CONTROLNET_CLASS} is supported`),
  extra_condition_channels: z.number().int().nonnegative().default(0),
});

export const controlNetConfigSchema = ownFields.transform(
  ({ _class_name: _, extra_condition_channels: extra, ...rest }, ctx) => {
    const blocks = transformerConfigSchema.safeParse(rest);
    if (!blocks.success) {
      for (const { path, message } of blocks.error.issues) ctx.addIssue({ code: 'custom', path: [...path], message });
      return z.NEVER;
    }
    return {
      /** Config of the blocks, which are built as the transformer's. */
      blocks: blocks.data satisfies TransformerConfig,
      /** Features of a control token: those of a latent token, and for inpainting those of the mask too. */
      controlChannels: blocks.data.inChannels + extra,
      /** Takes a mask next to the picture (ControlNet inpainting). */
      takesMask: extra > 0,
    };
  },
);

export type ControlNetConfig = Readonly<z.output<typeof controlNetConfigSchema>>;
