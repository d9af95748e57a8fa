/** What ComfyUI writes into the PNGs of a prompt, and into those of our own workflows where an operator asks for it. */
import { asciiJson, type ComfyTexts } from '../../comfyui/metadata.ts';
import { comfyTexts } from '../../host/comfyui/export-comfyui.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import type { JobRequests } from '../../jobs/job-requests.ts';
import type { Lease } from '../../protocol/index.ts';
import { isRecord } from '../../workflow/import/is-record.ts';
import { WorkflowError } from '../../workflow/workflow-error.ts';
import { promptRunOf } from './prompt-request.ts';

interface Options {
  /** Whether runs of our own workflows get texts too. */
  readonly forOwn: boolean;
  readonly registry: NodeRegistry;
  readonly requests: () => JobRequests;
}

/** A prompt keeps what its client sent. A workflow of ours that has no counterpart in ComfyUI gets no texts. */
export function textsForComfyUI({ forOwn, registry, requests }: Options) {
  return async ({ run, workflow }: Lease): Promise<ComfyTexts | undefined> => {
    const requested = await requests().get(run.id);
    const [prompt] = requested ? promptRunOf(requested) : [];
    if (prompt) {
      const info = prompt.request.extraData['extra_pnginfo'];
      const theirs = isRecord(info) ? info['workflow'] : undefined;
      return {
        prompt: asciiJson(prompt.request.prompt),
        workflow: theirs === undefined ? undefined : asciiJson(theirs),
      };
    }
    return forOwn ? textsOfOwn(workflow, registry) : undefined;
  };
}

function textsOfOwn(workflow: Lease['workflow'], registry: NodeRegistry): ComfyTexts | undefined {
  try {
    return comfyTexts(workflow, { registry, where: workflow.name });
  } catch (error) {
    if (error instanceof WorkflowError) return undefined;
    throw error;
  }
}
