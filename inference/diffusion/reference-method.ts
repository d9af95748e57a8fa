/**
 * How the tokens of references are told from those of the picture, by the names that ComfyUI's node "Edit Model
 * Reference Method" gives them. Families say what they take.
 */
export const REFERENCE_METHODS = {
  'offset': 'all references share one frame, beside or below each other.',
  'index': 'each reference has a frame of its own after the picture.',
  'uxo/uno': 'as offset.',
  'index_timestep_zero': 'as index, and references count as pictures without noise (Edit 2511).',
  'negative_index': 'each reference has a frame of its own before the picture (Layered).',
} as const satisfies Record<string, string>;

export type ReferenceMethod = keyof typeof REFERENCE_METHODS;
