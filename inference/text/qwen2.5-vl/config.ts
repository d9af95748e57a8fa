/**
 * Configuration of the text encoder's language model. Fields: transformers `configuration_qwen2_5_vl.py`,
 * `Qwen2_5_VLTextConfig`. Published files hold them at the top level, in `text_config`, or both; rotary settings are
 * `rope_scaling` and `rope_theta`, or `rope_parameters` from transformers 5 on.
 */
import { z } from 'zod';

const count = z.number().int().positive();

const ropeSchema = z.object({
  mrope_section: z.tuple([count, count, count]),
  rope_type: z.enum(['default', 'mrope']).optional(),
  rope_theta: z.number().positive().optional(),
});

const fieldsSchema = z.object({
  hidden_size: count,
  num_hidden_layers: count,
  num_attention_heads: count,
  num_key_value_heads: count,
  intermediate_size: count,
  vocab_size: count,
  rms_norm_eps: z.number().positive().default(1e-6),
  rope_theta: z.number().positive().optional(),
  rope_scaling: ropeSchema.nullish(),
  rope_parameters: ropeSchema.nullish(),
  max_position_embeddings: count.default(32_768),
  hidden_act: z.literal('silu').default('silu'),
  tie_word_embeddings: z.boolean().default(false),
  use_sliding_window: z.literal(false, 'sliding-window attention is not supported').default(false),
});

export const textEncoderConfigSchema = z
  .looseObject({
    model_type: z.literal('qwen2_5_vl', 'only Qwen2.5-VL text encoders are supported').optional(),
    text_config: z.looseObject({}).nullish(),
  })
  .transform((c) => ({ ...c, ...c.text_config }))
  .pipe(fieldsSchema)
  .transform((c, issues) => {
    const rope = c.rope_parameters ?? c.rope_scaling;
    const headDim = c.hidden_size / c.num_attention_heads;
    const reject = (field: string, message: string): never => {
      issues.addIssue({ code: 'custom', path: [field], message });
      return z.NEVER;
    };
    if (!rope) return reject('rope_scaling', 'must hold mrope_section');
    if (!Number.isInteger(headDim / 2)) return reject('hidden_size', 'must be an even multiple of num_attention_heads');
    if (c.num_attention_heads % c.num_key_value_heads !== 0)
      return reject('num_key_value_heads', 'must divide num_attention_heads');
    if (rope.mrope_section.reduce((sum, size) => sum + size, 0) !== headDim / 2) {
      return reject('rope_scaling', `mrope_section must add up to half of the head dimension, ${headDim / 2}`);
    }
    return {
      width: c.hidden_size,
      layers: c.num_hidden_layers,
      heads: c.num_attention_heads,
      /** Heads of keys and values; query heads share them in groups. */
      kvHeads: c.num_key_value_heads,
      headDim,
      mlpWidth: c.intermediate_size,
      vocabulary: c.vocab_size,
      normEpsilon: c.rms_norm_eps,
      /** Whether the embedding is the language head too. */
      tiesEmbeddings: c.tie_word_embeddings,
      /** Base of the rotary frequencies. */
      ropeTheta: rope.rope_theta ?? c.rope_theta ?? 1_000_000,
      /** Rotary pairs that follow the time, the row and the column of a token. */
      mropeSections: rope.mrope_section,
      /** Longest sequence, in tokens. */
      maxTokens: c.max_position_embeddings,
    };
  });

export type TextEncoderConfig = Readonly<z.output<typeof textEncoderConfigSchema>>;
