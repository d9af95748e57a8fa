/** The prompts of ComfyUI's clients, with the models and pictures of this server as choices. */
import { comfyNodes } from '../../../nodes/comfyui/index.ts';
import { promptsHere } from '../../comfyui/prompt/prompts-here.ts';
import type { Choices } from '../../comfyui/object-info.ts';
import type { ComfyPrompts } from '../../comfyui/prompts.ts';
import type { ServerContext } from '../context.ts';
import { listInputs } from '../pictures/list.ts';
import { KINDS } from './models/kinds.ts';

type Needs = Pick<ServerContext, 'folders' | 'limits' | 'loras' | 'models' | 'registry'>;

export function serverPrompts(context: Needs): ComfyPrompts {
  return promptsHere(comfyNodes, context.registry, () => choicesNow(context));
}

async function choicesNow({ models, loras, folders, limits }: Needs): Promise<Choices> {
  const kinds = await Promise.all(
    Object.entries(KINDS).map(async ([folder, kind]) => [folder, await models.names(kind)] as const),
  );
  const loraNames = (await loras.entries()).map(({ name }) => name);
  const files = new Map<string, readonly string[]>([...kinds, ['loras', loraNames]]);
  const pictures = (await listInputs(folders.inputs, limits.listed)).map(({ name }) => name).toSorted();
  return { files: (folder) => files.get(folder) ?? [], pictures: () => pictures };
}
