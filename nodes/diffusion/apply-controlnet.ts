/** Apply ControlNet: makes the result follow the outlines, depth or pose of a picture. */
import { defineNode } from '../../engine/graph/define.ts';
import { checkMask } from '../mask/check-mask.ts';
import { knownControls } from '../foresight.ts';
import { CONTROL, CONTROLNET, type ControlNetHandle, earlierDraws, LATENT, type Latent, MASK } from '../sockets.ts';

const SHARE = { kind: 'float', min: 0, max: 1, step: 0.05 } as const;

const SAME_DRAW =
  'Two control pictures are samples of the same draw of a seed. For the result of diffusers, link the latent of the ' +
  'first to "After" of the node that encodes the second, and make the empty latent like the last one.';

export const applyControlNet = defineNode({
  type: 'apply-controlnet',
  version: 1,
  title: 'Apply ControlNet',
  category: 'sampling',
  description:
    'Makes a denoise node follow a control picture: edges, soft edges, depth or pose; or, for an inpainting ' +
    'ControlNet, the surroundings of a mask. Patches of a transformer work the same way. Several can be chained.',
  inputs: {
    controlNet: { kind: 'socket', socket: CONTROLNET, title: 'ControlNet' },
    latent: {
      kind: 'socket',
      socket: LATENT,
      title: 'Latent',
      tooltip: 'The control picture as a latent, as large as the result.',
    },
    mask: {
      kind: 'socket',
      socket: MASK,
      optional: true,
      title: 'Mask',
      tooltip: 'For an inpainting ControlNet: white is painted anew. The picture should be blacked out there.',
      advanced: true,
    },
    picture: {
      kind: 'socket',
      socket: LATENT,
      optional: true,
      title: 'Picture to paint in',
      tooltip: 'For a Fun ControlNet, together with a mask: another picture as a latent, grey where the mask is white.',
      advanced: true,
    },
    others: {
      kind: 'socket',
      socket: CONTROL,
      optional: true,
      title: 'Others',
      tooltip: 'Control that this one is added to.',
      advanced: true,
    },
    strength: { kind: 'float', min: -10, max: 10, step: 0.05, default: 1, title: 'Strength' },
    start: {
      ...SHARE,
      default: 0,
      title: 'Start',
      tooltip: 'Steps that begin before this share of all steps ignore the control.',
      advanced: true,
    },
    end: {
      ...SHARE,
      default: 1,
      title: 'End',
      tooltip: 'Steps that end after this share of all steps ignore the control.',
      advanced: true,
    },
  },
  outputs: { control: { socket: CONTROL, title: 'Control' } },
  foresee: ({ controlNet, others }) => ({
    control: [...knownControls(others), ...(controlNet === undefined ? [] : [{ controlNet }])],
  }),
  async run({ controlNet, latent, mask, picture, others = [], strength, start, end }, ctx) {
    assertTakes(controlNet, { mask, picture });
    if (mask) await checkMask(mask, latent, ctx);
    if (others.some((other) => isSameDraw(other.latent, latent))) ctx.note(SAME_DRAW);
    const painted = { ...(mask ? { mask } : {}), ...(picture ? { picture } : {}) };
    return { control: [...others, { controlNet, latent, ...painted, strength, start, end }] };
  },
});

/** @throws TypeError for a mask or picture that the net does not take, or the lack of one that it needs. */
function assertTakes(
  { takesMask, takesPicture = false }: ControlNetHandle,
  { mask, picture }: { readonly mask: unknown; readonly picture: unknown },
): void {
  if (takesMask && !mask) throw new TypeError('This ControlNet is for inpainting: it needs a mask');
  if (takesPicture && mask && !picture)
    throw new TypeError('This ControlNet paints in a picture of its own: with a mask it needs the picture to paint in');
  if (takesPicture && picture && !mask)
    throw new TypeError('This ControlNet needs a mask that says where it paints in the picture');
  if (!takesPicture && picture)
    throw new TypeError('This ControlNet paints in no second picture: only a Fun ControlNet does');
  if (!takesMask && !takesPicture && mask)
    throw new TypeError('This ControlNet takes no mask: only an inpainting ControlNet does');
}

function isSameDraw(one: Latent, other: Latent): boolean {
  const seed = other.sampledWith;
  if (seed === undefined || one.sampledWith !== seed) return false;
  return earlierDraws(one, seed).length === earlierDraws(other, seed).length;
}
