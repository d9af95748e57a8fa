/**
 * Whose conventions a picture is made by, where implementations of one model differ: where tokens lie at odd sizes and
 * beside references, latents that tokens do not tile, and guidance below 1.
 */
export const PARITIES = ['diffusers', 'comfyui'] as const;

export type Parity = (typeof PARITIES)[number];
