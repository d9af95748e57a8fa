/**
 * Configuration of the language model of Qwen3-VL. Fields: transformers `configuration_qwen3_vl.py`,
 * `Qwen3VLTextConfig`. Rotary settings are `rope_scaling` and `rope_theta`, from transformers 5 on `rope_parameters`.
 */
import { z } from 'zod';

const count = z.number().int().positive();

const ropeSchema = z.object({
  mrope_section: z.tuple([count, count, count]),
  mrope_interleaved: z.literal(true, 'only interleaved rotary sections are supported').optional(),
  rope_type: z.literal('default').optional(),
  rope_theta: z.number().positive().optional(),
});

const textSchema = z.object({
  hidden_size: count,
  num_hidden_layers: count,
  num_attention_heads: count,
  num_key_value_heads: count,
  head_dim: count.default(128),
  intermediate_size: count,
  vocab_size: count,
  rms_norm_eps: z.number().positive().default(1e-6),
  rope_theta: z.number().positive().optional(),
  rope_scaling: ropeSchema.nullish(),
  rope_parameters: ropeSchema.nullish(),
  max_position_embeddings: count.default(262_144),
  hidden_act: z.literal('silu').default('silu'),
  attention_bias: z.literal(false, 'biases of the attention are not supported').default(false),
});

export const textEncoderConfigSchema = z
  .looseObject({
    model_type: z.literal('qwen3_vl', 'only Qwen3-VL text encoders are supported').optional(),
    tie_word_embeddings: z.boolean().default(false),
    text_config: textSchema,
    vision_config: z.looseObject({ deepstack_visual_indexes: z.array(z.number()).default([8, 16, 24]) }).optional(),
  })
  .transform(({ tie_word_embeddings: tiesEmbeddings, text_config: c, vision_config: vision }, issues) => {
    const rope = c.rope_parameters ?? c.rope_scaling;
    const deepstackLevels = vision?.deepstack_visual_indexes.length ?? 0;
    const reject = (field: string, message: string): never => {
      issues.addIssue({ code: 'custom', path: ['text_config', field], message });
      return z.NEVER;
    };
    if (!rope) return reject('rope_scaling', 'must hold mrope_section');
    if (c.head_dim % 2 !== 0) return reject('head_dim', 'must be even');
    if (c.num_attention_heads % c.num_key_value_heads !== 0)
      return reject('num_key_value_heads', 'must divide num_attention_heads');
    if (rope.mrope_section.reduce((sum, size) => sum + size, 0) !== c.head_dim / 2)
      return reject('rope_scaling', `mrope_section must add up to half of the head dimension, ${c.head_dim / 2}`);
    if (deepstackLevels > c.num_hidden_layers)
      return reject(
        'num_hidden_layers',
        `must be at least the ${deepstackLevels} deepstack levels of the vision tower`,
      );
    return {
      width: c.hidden_size,
      layers: c.num_hidden_layers,
      heads: c.num_attention_heads,
      kvHeads: c.num_key_value_heads,
      headDim: c.head_dim,
      mlpWidth: c.intermediate_size,
      vocabulary: c.vocab_size,
      normEpsilon: c.rms_norm_eps,
      ropeTheta: rope.rope_theta ?? c.rope_theta ?? 5_000_000,
      mropeSections: rope.mrope_section,
      maxTokens: c.max_position_embeddings,
      /** Whether the embedding is the language head too. */
      tiesEmbeddings,
      /** Layers, from the first on, after which features of pictures are added; 0 without a vision tower. */
      deepstackLevels,
    };
  });

/** The fields of `DecoderConfig`, and the levels of features. */
export type TextEncoderConfig = Readonly<z.output<typeof textEncoderConfigSchema>>;
