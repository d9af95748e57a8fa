/** The services that the routes of ComfyUI's interface work with. */
import type { ComfyPrompts } from '../../comfyui/prompts.ts';
import type { ServerContext } from '../context.ts';
import type { Assets } from './v2/assets.ts';
import type { Runs } from '../runs/runs.ts';

export interface ComfyContext extends Pick<
  ServerContext,
  'cache' | 'files' | 'folders' | 'foreign' | 'limits' | 'loras' | 'models' | 'publish'
> {
  readonly prompts: ComfyPrompts;
  readonly runs: Runs;
  readonly assets: Assets;
  /** Frees the memory of models once none works. */
  readonly freeModels: () => Promise<void>;
}

/** What all of these routes have in common. They are described by ComfyUI, and not in our /api/openapi.json. */
export const THEIRS = { config: { access: 'comfyui' }, schema: { hide: true } } as const;
