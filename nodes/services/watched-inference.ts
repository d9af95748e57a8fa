/**
 * Inference that notices when a model's files change while it is used. A result is named by the digest of the model: if
 * other weights were read, it must not be kept under that name.
 */
import type { InferenceClient, LoraUse } from '../../inference/index.ts';
import type { FileDigests } from './tokens.ts';

type Inference = Pick<InferenceClient, 'request' | 'profile' | 'settle' | 'device' | 'lora' | 'expect'>;

/** A component of a model, as requests name it. */
interface Named {
  readonly dir: string;
  readonly digest: string;
  readonly loras?: readonly LoraUse[];
}

export function watchedInference(inference: Inference, digests: FileDigests): Inference {
  return {
    profile: () => inference.profile(),
    settle: (component) => inference.settle(component),
    device: () => inference.device(),
    expect: (operation, ref, sizes) => inference.expect(operation, ref, sizes),
    lora: (component, role, file) => inference.lora(component, role, file),
    async request(operation, request, options) {
      const reply = await inference.request(operation, request, options);
      for (const { dir, digest, loras = [] } of Object.values(request).filter(isNamed)) {
        if (await digests.hasChanged(digest)) throw changed(`The files in ${dir} were changed while they were used`);
        for (const lora of loras)
          if (await digests.hasChanged(lora.digest)) throw changed(`${lora.file} was changed while it was used`);
      }
      return reply;
    },
  };
}

function changed(sentence: string): Error {
  const error = new Error(`${sentence}. Start the run again.`);
  return Object.assign(error, { code: 'file-changing' });
}

function isNamed(value: unknown): value is Named {
  return typeof value === 'object' && value !== null && 'dir' in value && 'digest' in value;
}
