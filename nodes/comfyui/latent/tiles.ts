/** How large tiles are. Here the engine decides that by the memory there is, so these widgets have no effect. */
import { type ComfyInputs, int } from '../../../engine/comfyui/inputs.ts';

/** @param step of the size of a tile. */
export function tileInputs(step: number): ComfyInputs {
  return {
    tile_size: int(512, 64, 4096, { step, advanced: true }),
    overlap: int(64, 0, 4096, { step: 32, advanced: true }),
    temporal_size: int(64, 8, 4096, { step: 4, advanced: true }),
    temporal_overlap: int(8, 4, 4096, { step: 4, advanced: true }),
  };
}
