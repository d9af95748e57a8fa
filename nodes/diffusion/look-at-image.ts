/** Look at image: a picture as the text encoder reads it, for instructions that mention it. */
import { defineNode } from '../../engine/graph/define.ts';
import { dimensionsForArea } from '../../inference/index.ts';
import { checkComponents } from '../foresight.ts';
import { untiledProfile } from '../services/model-profile.ts';
import { INFERENCE } from '../services/tokens.ts';
import { IMAGE, PICTURE, TEXT_ENCODER } from '../sockets.ts';
import { mayPrepare } from '../preparing.ts';

export const lookAtImage = defineNode({
  type: 'look-at-image',
  version: 1,
  title: 'Look at image',
  category: 'conditioning',
  description: 'Lets the text encoder look at a picture, once for all instructions that mention it.',
  inputs: {
    textEncoder: { kind: 'socket', socket: TEXT_ENCODER, title: 'Text encoder' },
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    side: {
      kind: 'int',
      min: 0,
      max: 4096,
      default: 0,
      title: 'Side',
      tooltip: 'Side in pixels of the square whose area the picture is shown at. 0: as the checkpoint was trained.',
    },
  },
  outputs: { picture: { socket: PICTURE, title: 'Picture' } },
  lane: 'inference',
  affinity: ({ textEncoder }) => textEncoder.dir,
  settings: untiledProfile,
  async foresee({ textEncoder }, ctx) {
    await checkComponents({ pictureReader: textEncoder }, ctx);
    return {};
  },
  async run({ textEncoder, image, side }, ctx) {
    const inference = ctx.use(INFERENCE);
    const size = dimensionsForArea((side === 0 ? textEncoder.pictureSide : side) ** 2, image.width / image.height);
    const shown = await inference.request('resizeImage', { image, ...size }, { signal: ctx.signal });
    return {
      picture: await inference.request(
        'readPicture',
        { textEncoder, processor: textEncoder.processor, image: shown.image },
        mayPrepare(ctx),
      ),
    };
  },
});
