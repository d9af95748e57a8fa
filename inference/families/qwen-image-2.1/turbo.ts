/** Qwen-Image-2.1-Turbo: the same tensors as Qwen-Image-2.1, distilled for eight noise levels of its own. */

/** Name of the variant. */
export const TURBO = 'turbo';

/** Source: `sample_sigmas` in model_index.json of Qwen/Qwen-Image-2.1-Turbo. The step after the last one ends at 0. */
export const TURBO_SIGMAS = [1, 0.978453, 0.95418, 0.926626, 0.89508, 0.845148, 0.704534, 0.414568] as const;
