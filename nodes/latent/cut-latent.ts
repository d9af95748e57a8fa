/** Cut latent: some columns, rows or layers of a latent. */
import { defineNode } from '../../engine/graph/define.ts';
import { cutTensor, imageSizes } from '../../inference/index.ts';
import { knownLatent, knownNumber } from '../foresight.ts';
import { changedLatent, LATENT } from '../sockets.ts';

const AXES = { layers: 0, rows: 2, columns: 3 } as const;
const SIDES = { layers: 'frames', rows: 'height', columns: 'width' } as const;

export const cutLatent = defineNode({
  type: 'cut-latent',
  version: 1,
  title: 'Cut latent',
  category: 'latent',
  description:
    'Takes some layers of a latent, for example all but the first, which shows the whole picture; ' +
    'or some of its rows or columns.',
  inputs: {
    latent: { kind: 'socket', socket: LATENT, title: 'Latent' },
    of: { kind: 'choice', options: ['layers', 'rows', 'columns'], default: 'layers', title: 'Of' },
    index: {
      kind: 'int',
      min: -16_384,
      max: 16_384,
      default: 0,
      title: 'First',
      tooltip: 'From 0; rows and columns in latent pixels. -1 is the last, -2 the last but one.',
    },
    amount: {
      kind: 'int',
      min: 1,
      max: 16_384,
      default: 1,
      title: 'Amount',
      tooltip: 'As many as there are from the first on, at most.',
    },
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  foresee({ latent, of, index, amount }) {
    const [known, first, most] = [knownLatent(latent), knownNumber(index), knownNumber(amount)];
    if (!known || first === undefined || most === undefined) return {};
    const side = SIDES[of as keyof typeof SIDES];
    return { latent: { ...known, [side]: partOf(known[side], first, most).count } };
  },
  run({ latent, of, index, amount }) {
    const { batch, height, width } = imageSizes(latent.samples, 'latent');
    const { first, count } = partOf({ layers: batch, rows: height, columns: width }[of], index, amount);
    return { latent: changedLatent(latent, cutTensor(latent.samples, AXES[of], first, count)) };
  },
});

/** A part that lies within `length`. Source: `LatentCut` of ComfyUI. */
function partOf(length: number, index: number, amount: number): { readonly first: number; readonly count: number } {
  const first = index >= 0 ? Math.min(index, length - 1) : Math.max(0, length + index);
  return { first, count: Math.min(amount, length - first) };
}
