/** Look at image: a picture as the text encoder reads it, for instructions that mention it. */
import { defineNode } from '../../engine/graph/define.ts';
import { dimensionsForArea, type PixelImage } from '../../inference/index.ts';
import { checkComponents } from '../foresight.ts';
import { untiledProfile } from '../services/model-profile.ts';
import { INFERENCE } from '../services/tokens.ts';
import { IMAGE, PICTURE, TEXT_ENCODER, type TextEncoderHandle } from '../sockets.ts';
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
    fitted: {
      kind: 'socket',
      socket: IMAGE,
      lazy: true,
      optional: true,
      title: 'As reference',
      tooltip:
        'The same picture as it goes to "Encode image". Models whose text encoder reads pictures at that size read ' +
        'this one; others do not ask for it.',
      advanced: true,
    },
    side: {
      kind: 'int',
      min: 0,
      max: 4096,
      default: 0,
      title: 'Side',
      tooltip: 'Side in pixels of the square whose area the picture is shown at. 0: as the checkpoint was trained.',
      advanced: true,
    },
    asIs: {
      kind: 'boolean',
      default: false,
      title: 'As it is',
      tooltip: 'Shows the picture at the size it has, for one that was scaled before.',
      advanced: true,
    },
  },
  outputs: { picture: { socket: PICTURE, title: 'Picture' } },
  lane: 'inference',
  affinity: ({ textEncoder }) => textEncoder.dir,
  settings: untiledProfile,
  demand: ({ textEncoder, side, asIs }) => (!asIs && readsFitted(textEncoder, side) ? ['fitted'] : []),
  async foresee({ textEncoder }, ctx) {
    await checkComponents({ pictureReader: textEncoder }, ctx);
    return {};
  },
  async run({ textEncoder, image, fitted, side, asIs }, ctx) {
    const inference = ctx.use(INFERENCE);
    const shown = async (): Promise<PixelImage> => {
      const size = dimensionsForArea((side === 0 ? textEncoder.pictureSide : side) ** 2, image.width / image.height);
      return (await inference.request('resizeImage', { image, ...size }, { signal: ctx.signal })).image;
    };
    return {
      picture: await inference.request(
        'readPicture',
        { textEncoder, processor: textEncoder.processor, image: asIs ? image : (fitted ?? (await shown())) },
        mayPrepare(ctx),
      ),
    };
  },
});

/** Whether the picture is read as it was fitted. A side of its own comes first. A forecast knows no encoder yet. */
function readsFitted(textEncoder: TextEncoderHandle | undefined, side: number): boolean {
  return textEncoder?.readsFittedPictures === true && side === 0;
}
