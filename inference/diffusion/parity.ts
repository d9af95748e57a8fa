/**
 * Whose conventions a picture is made by, where implementations of one model differ: where tokens lie at odd sizes and
 * beside references, and latents that tokens do not tile.
 */
export type Parity = 'diffusers' | 'comfyui';
