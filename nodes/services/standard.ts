/** The services of the standard nodes, made from an operator's settings. */
import { Services } from '../../engine/graph/service.ts';
import { InferenceClient, type InferenceOptions } from '../../inference/index.ts';
import { RememberedDigests } from './file-digests.ts';
import { FullDigests } from './full-digests/full-digests.ts';
import { inputFiles } from './input-files.ts';
import { modelLibrary } from './model-library.ts';
import { loraFiles } from './lora-files.ts';
import { TokenCounter } from './prompt-tokens/counter.ts';
import {
  FILE_DIGESTS,
  INFERENCE,
  INPUT_FILES,
  LORA_FILES,
  type LoraFiles,
  MODELS,
  type ModelLibrary,
  PROMPT_TOKENS,
} from './tokens.ts';
import { watchedInference } from './watched-inference.ts';

export interface StandardServicesOptions {
  /** Folders that hold checkpoints, the preferred first. */
  readonly modelFolders: readonly string[];
  /** Folders with files workflows may read, the preferred first; default: none. */
  readonly inputFolders?: readonly string[];
  /** LoRA files besides those in the model folders; default: none. */
  readonly loraFiles?: readonly string[];
  readonly inference?: InferenceOptions;
  /** Where digests of model files are remembered; default: in memory only. */
  readonly digestFile?: string;
  /** The same for SHA-256 of whole files. */
  readonly fullDigestFile?: string;
  /** Called with a model file that holds other bytes than when it was last read as a whole. */
  readonly onOtherBytes?: (path: string) => void;
  /** JSON file that remembers how fast models run here; default: in memory only. */
  readonly speedFile?: string;
}

export interface StandardServices {
  readonly services: Services;
  readonly models: ModelLibrary;
  readonly loras: LoraFiles;
  readonly inference: InferenceClient;
  readonly fullDigests: FullDigests;
  /** Ends the inference process, and saves the digests. */
  close(): Promise<void>;
}

export function standardServices({
  modelFolders,
  inputFolders = [],
  loraFiles: single = [],
  inference: options,
  digestFile,
  fullDigestFile,
  onOtherBytes = () => {},
  speedFile,
}: StandardServicesOptions): StandardServices {
  const inference = new InferenceClient({ ...options, ...(speedFile === undefined ? {} : { speedFile }) });
  const models = modelLibrary(modelFolders, inference.families);
  const loras = loraFiles(modelFolders, single);
  const digests = new RememberedDigests({ file: digestFile });
  const fullDigests = new FullDigests({ digests, file: fullDigestFile, onOtherBytes });
  const tokens = new TokenCounter();
  const services = new Services()
    .provide(INFERENCE, watchedInference(inference, digests))
    .provide(MODELS, models)
    .provide(LORA_FILES, loras)
    .provide(INPUT_FILES, inputFiles(inputFolders))
    .provide(FILE_DIGESTS, digests)
    .provide(PROMPT_TOKENS, tokens);
  const close = async (): Promise<void> => {
    await inference.close();
    await tokens.close();
    await fullDigests.close();
    await digests.close();
  };
  return { services, models, loras, inference, fullDigests, close };
}
