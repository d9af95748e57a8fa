/**
 * Layouts of the VAE's tensor names: those of diffusers, and those of Wan 2.1, from which the VAE descends. ComfyUI's
 * files have the latter.
 * Source of the Wan names: `wan/modules/vae.py` in Wan-Video/Wan2.1.
 */
import { belowPrefix, type NameTable, translated } from '../../../checkpoint/layout/name-table.ts';
import { renamedSource, type WeightSource } from '../../../checkpoint/weight-source.ts';
import { WAN_BLOCK, WAN_ENDS } from '../../../vae/wan-names.ts';

/** Prefix in files that hold a whole pipeline. */
const PREFIXES = ['vae.'] as const;

const WAN: NameTable = [...WAN_ENDS, [/^encoder\.downsamples\./, 'encoder.down_blocks.']];

const UPSAMPLES = /^decoder\.upsamples\.(\d+)\.(.*)$/;

/** The weights under the names that graphs ask for. */
export function vaeNames(source: WeightSource): WeightSource {
  const stored = belowPrefix(source, PREFIXES);
  if (!stored.get('decoder.head.0.gamma')) return stored;
  const perLevel = layersPerLevel(stored);
  return renamedSource(stored, (name) => translated(WAN_BLOCK, upsampleName(translated(WAN, name), perLevel)));
}

/** Wan numbers the layers of the decoder in one list; diffusers numbers levels, and the layers of each level. */
function upsampleName(name: string, perLevel: number): string {
  const [, place, rest] = UPSAMPLES.exec(name) ?? [];
  if (place === undefined) return name;
  const [level, layer] = [Math.floor(Number(place) / perLevel), Number(place) % perLevel];
  const isUpsampler = layer === perLevel - 1;
  return `decoder.up_blocks.${level}.${isUpsampler ? 'upsamplers.0' : `resnets.${layer}`}.${rest}`;
}

/** Residual blocks of a level and its upsampler: the first upsampler is the last layer of the first level. */
function layersPerLevel(stored: WeightSource): number {
  for (let place = 0; ; place += 1) {
    if (stored.get(`decoder.upsamples.${place}.resample.1.weight`)) return place + 1;
    if (!stored.get(`decoder.upsamples.${place}.residual.0.gamma`)) return place + 1;
  }
}
