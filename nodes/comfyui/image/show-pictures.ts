/** What becomes of nodes of ComfyUI that show their pictures and save none. */
import type { Draft } from '../../../engine/comfyui/translate/draft.ts';
import type { Given } from '../../../engine/comfyui/translate/wire.ts';

/** Adds the node of ours that shows the input `images`. */
export function showPictures(given: Given, draft: Draft): void {
  const images = given.value('images');
  if (given.socket('images') === 'images') draft.add('preview-images', { images });
  else draft.add('preview-image', { image: images });
}
