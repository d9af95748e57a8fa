/**
 * Layouts of the VAE's tensor names: those of diffusers, and those of Wan 2.2, from which the VAE descends. ComfyUI's
 * files have the latter, and may keep the axis of time, of size 1, in their convolutions.
 * Source of the Wan names: `wan/modules/vae2_2.py` in Wan-Video/Wan2.2.
 */
import { belowPrefix, type NameTable, translated } from '../../../checkpoint/layout/name-table.ts';
import type { StoredWeight } from '../../../checkpoint/stored-weight.ts';
import { renamedSource, type WeightSource } from '../../../checkpoint/weight-source.ts';
import { WAN_BLOCK, WAN_ENDS } from '../../../vae/wan-names.ts';

/** Prefix in files that hold a whole pipeline. */
const PREFIXES = ['vae.'] as const;

/** Levels and the layers of each level have numbers of their own; a resampling layer is the last of its level. */
const WAN: NameTable = [
  ...WAN_ENDS,
  [/^encoder\.downsamples\.(\d+)\.downsamples\.\d+\.(resample|time_conv)\./, 'encoder.down_blocks.$1.downsampler.$2.'],
  [/^encoder\.downsamples\.(\d+)\.downsamples\./, 'encoder.down_blocks.$1.resnets.'],
  [/^decoder\.upsamples\.(\d+)\.upsamples\.\d+\.(resample|time_conv)\./, 'decoder.up_blocks.$1.upsampler.$2.'],
  [/^decoder\.upsamples\.(\d+)\.upsamples\./, 'decoder.up_blocks.$1.resnets.'],
];

/** The weights under the names and in the shapes that graphs ask for. */
export function vaeNames(source: WeightSource): WeightSource {
  const stored = stillPictures(belowPrefix(source, PREFIXES));
  if (!stored.get('decoder.head.0.gamma')) return stored;
  return renamedSource(stored, (name) => translated(WAN_BLOCK, translated(WAN, name)));
}

/** Convolutions [out, in, 1, h, w] as [out, in, h, w]: the same values. */
function stillPictures(source: WeightSource): WeightSource {
  return {
    ...source,
    get(name) {
      const weight = source.get(name);
      return weight && name.endsWith('.weight') ? withoutTime(weight) : weight;
    },
  };
}

function withoutTime(weight: StoredWeight): StoredWeight {
  const { shape } = weight;
  const isOneFrame = weight.encoding === 'plain' && shape.length === 5 && shape[2] === 1;
  return isOneFrame ? { ...weight, shape: shape.toSpliced(2, 1) } : weight;
}
