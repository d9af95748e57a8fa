/**
 * Inference that notices when a model's files change while it is used. A result is named by the digest of the model: if
 * other weights were read, it must not be kept under that name.
 */
import type { InferenceClient } from '../../inference/index.ts';
import type { FileDigests } from './tokens.ts';

type Inference = Pick<InferenceClient, 'request' | 'profile' | 'settle'>;

/** A component of a model, as requests name it. */
interface Named {
  readonly dir: string;
  readonly digest: string;
}

export function watchedInference(inference: Inference, digests: FileDigests): Inference {
  return {
    profile: () => inference.profile(),
    settle: (component) => inference.settle(component),
    async request(operation, request, options) {
      const reply = await inference.request(operation, request, options);
      for (const { dir, digest } of Object.values(request).filter(isNamed)) {
        if (!(await digests.hasChanged(digest))) continue;
        throw Object.assign(new Error(`The files in ${dir} were changed while they were used. Start the run again.`), {
          code: 'file-changing',
        });
      }
      return reply;
    },
  };
}

function isNamed(value: unknown): value is Named {
  return typeof value === 'object' && value !== null && 'dir' in value && 'digest' in value;
}
