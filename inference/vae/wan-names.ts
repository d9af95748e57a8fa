/**
 * Tensor names that the VAEs of Wan share, from which the VAEs of families descend, and those that graphs ask for.
 * Source: `wan/modules/vae.py` in Wan-Video/Wan2.1.
 */
import type { NameTable } from '../checkpoint/layout/name-table.ts';

/** Parts of a residual block, by their place in Wan's list of layers. */
export const WAN_BLOCK: NameTable = [
  [/\.residual\.0\.gamma$/, '.norm1.gamma'],
  [/\.residual\.2\.(weight|bias)$/, '.conv1.$1'],
  [/\.residual\.3\.gamma$/, '.norm2.gamma'],
  [/\.residual\.6\.(weight|bias)$/, '.conv2.$1'],
  [/\.shortcut\.(weight|bias)$/, '.conv_shortcut.$1'],
];

/** Layers outside the levels. */
export const WAN_ENDS: NameTable = [
  [/^conv1\./, 'quant_conv.'],
  [/^conv2\./, 'post_quant_conv.'],
  [/^(encoder|decoder)\.conv1\./, '$1.conv_in.'],
  [/^(encoder|decoder)\.head\.0\./, '$1.norm_out.'],
  [/^(encoder|decoder)\.head\.2\./, '$1.conv_out.'],
  [/^(encoder|decoder)\.middle\.0\./, '$1.mid_block.resnets.0.'],
  [/^(encoder|decoder)\.middle\.1\./, '$1.mid_block.attentions.0.'],
  [/^(encoder|decoder)\.middle\.2\./, '$1.mid_block.resnets.1.'],
];
