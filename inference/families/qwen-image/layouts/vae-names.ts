/**
 * Layouts of the VAE's tensor names: those of diffusers, and those of Wan 2.1, from which the VAE descends. ComfyUI's
 * files have the latter.
 * Source of the Wan names: `wan/modules/vae.py` in Wan-Video/Wan2.1.
 */
import { belowPrefix, type NameTable, translated } from '../../../checkpoint/layout/name-table.ts';
import { renamedSource, type WeightSource } from '../../../checkpoint/weight-source.ts';

/** Prefix in files that hold a whole pipeline. */
const PREFIXES = ['vae.'] as const;

/** Parts of a residual block, by their place in Wan's list of layers. */
const BLOCK: NameTable = [
  [/\.residual\.0\.gamma$/, '.norm1.gamma'],
  [/\.residual\.2\.(weight|bias)$/, '.conv1.$1'],
  [/\.residual\.3\.gamma$/, '.norm2.gamma'],
  [/\.residual\.6\.(weight|bias)$/, '.conv2.$1'],
  [/\.shortcut\.(weight|bias)$/, '.conv_shortcut.$1'],
];

const WAN: NameTable = [
  [/^conv1\./, 'quant_conv.'],
  [/^conv2\./, 'post_quant_conv.'],
  [/^(encoder|decoder)\.conv1\./, '$1.conv_in.'],
  [/^(encoder|decoder)\.head\.0\./, '$1.norm_out.'],
  [/^(encoder|decoder)\.head\.2\./, '$1.conv_out.'],
  [/^(encoder|decoder)\.middle\.0\./, '$1.mid_block.resnets.0.'],
  [/^(encoder|decoder)\.middle\.1\./, '$1.mid_block.attentions.0.'],
  [/^(encoder|decoder)\.middle\.2\./, '$1.mid_block.resnets.1.'],
  [/^encoder\.downsamples\./, 'encoder.down_blocks.'],
];

const UPSAMPLES = /^decoder\.upsamples\.(\d+)\.(.*)$/;

/** The weights under the names that graphs ask for. */
export function vaeNames(source: WeightSource): WeightSource {
  const stored = belowPrefix(source, PREFIXES);
  if (!stored.get('decoder.head.0.gamma')) return stored;
  const perLevel = layersPerLevel(stored);
  return renamedSource(stored, (name) => translated(BLOCK, upsampleName(translated(WAN, name), perLevel)));
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
