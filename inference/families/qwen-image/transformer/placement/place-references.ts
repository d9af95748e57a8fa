/**
 * Placements by a reference method, and those of ComfyUI. At odd sizes ComfyUI centres rows and columns one position
 * later than diffusers, and its text starts after the target alone.
 * Source: ComfyUI `process_img` and `_forward`, comfy/ldm/qwen_image/model.py.
 */
import type { Parity } from '../../../../diffusion/parity.ts';
import type { ReferenceMethod } from '../../../../diffusion/reference-method.ts';
import { centredCorner, type Corner } from '../../../../transformer/rotary-table.ts';
import type { TokenGrid } from '../../../../transformer/token-grid.ts';
import type { TransformerConfig } from '../config.ts';
import { pastImages, type Place, type Placement, usualPlacement } from './placement.ts';

/** An image and its size in latent pixels. */
export interface PlacedImage {
  /** One for each frame. */
  readonly grids: readonly TokenGrid[];
  readonly rows: number;
  readonly columns: number;
}

export interface PlacementOptions {
  /** Default: diffusers. */
  readonly parity?: Parity | undefined;
  /** Default: {@link usualMethod}. */
  readonly method?: ReferenceMethod | undefined;
}

type PlacementConfig = Pick<TransformerConfig, 'patchSize' | 'layeredRope' | 'zeroConditionTimestep'>;

/** What happens with latents whose sides tokens do not tile: see `sequencePart`. */
export function sidesOf(parity: Parity | undefined): { readonly wraps: boolean } {
  return { wraps: parity === 'comfyui' };
}

/** The method that a checkpoint was trained with. */
export function usualMethod({ layeredRope, zeroConditionTimestep }: PlacementConfig): ReferenceMethod {
  if (zeroConditionTimestep) return 'index_timestep_zero';
  return layeredRope ? 'negative_index' : 'index';
}

export function placementOf(
  config: PlacementConfig,
  target: PlacedImage,
  references: readonly PlacedImage[],
  { parity = 'diffusers', method }: PlacementOptions = {},
): Placement {
  const grids = [target, ...references].flatMap((each) => each.grids);
  if (parity === 'diffusers' && method === undefined) return usualPlacement(config, grids);
  const isComfyui = parity === 'comfyui';
  const corner = isComfyui ? laterCorner : centredCorner;
  const ofTarget = target.grids.map((grid, frame): Place => ({ frame, ...corner(grid) }));
  const before = isComfyui ? 0 : target.grids.length - 1;
  const moves = movesOf(config, references, method ?? usualMethod(config));
  const ofReferences = references.flatMap(({ grids: own }, i) => {
    const { frame, down, right } = moves[i] as Move;
    return own.map((grid): Place => {
      const { top, left } = corner(grid);
      return { frame: frame > 0 ? before + frame : frame, top: top + down, left: left + right };
    });
  });
  const places = [...ofTarget, ...ofReferences];
  return { places, textStart: isComfyui ? halfOf(target.grids) : pastImages(grids, places) };
}

/** One position later than diffusers at odd sizes. */
function laterCorner({ height, width }: TokenGrid): Corner {
  return { top: -Math.floor(height / 2), left: -Math.floor(width / 2) };
}

/** Half of the longer side, rounded down. */
function halfOf([grid]: readonly TokenGrid[]): number {
  return grid ? Math.floor(Math.max(grid.height, grid.width) / 2) : 0;
}

/** The frame of a reference, and the rows and columns that it is moved by, in tokens. */
interface Move {
  readonly frame: number;
  readonly down: number;
  readonly right: number;
}

function movesOf(
  config: PlacementConfig,
  references: readonly PlacedImage[],
  method: ReferenceMethod,
): readonly Move[] {
  switch (method) {
    case 'index':
    case 'index_timestep_zero':
      return references.map((_, i) => ({ frame: i + 1, down: 0, right: 0 }));
    case 'negative_index':
      return references.map((_, i) => ({ frame: -i - 1, down: 0, right: 0 }));
    case 'offset':
    case 'uxo/uno':
      return beside(config, references);
  }
}

/** Each reference right of those before it, or below them where that leaves the whole less tall than wide. */
function beside({ patchSize }: PlacementConfig, references: readonly PlacedImage[]): readonly Move[] {
  const toTokens = (pixels: number): number => Math.floor((pixels + Math.floor(patchSize / 2)) / patchSize);
  let [height, width] = [0, 0];
  return references.map(({ rows, columns }) => {
    const isRight = rows + height > columns + width;
    const [down, right] = isRight ? [0, width] : [height, 0];
    [height, width] = [Math.max(height, rows + down), Math.max(width, columns + right)];
    return { frame: 1, down: toTokens(down), right: toTokens(right) };
  });
}
