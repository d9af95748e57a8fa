/** Models that can be got from the Hugging Face Hub: which files of which repositories make a whole pipeline. */

/** A file of a repository, and the folder of ComfyUI's layout that it belongs into. */
export interface HubFile {
  readonly repository: string;
  /** Path in the repository, with `/`. The last part is the name on the disk. */
  readonly path: string;
  readonly folder: 'diffusion_models' | 'text_encoders' | 'vae' | 'loras';
  /** Size in 10⁹ bytes as the Hub shows it, for lists. The Hub says the size in bytes when the file is got. */
  readonly gigabytes: number;
}

export interface KnownModel {
  readonly name: string;
  readonly licence: string;
  /** Repository whose page has the licence. */
  readonly page: string;
  /** Files of a whole pipeline by format. The first format is the one that is got unless another is asked for. */
  readonly formats: ReadonlyMap<string, readonly HubFile[]>;
}

const IMAGE = 'Comfy-Org/Qwen-Image_ComfyUI';
const EDIT = 'Comfy-Org/Qwen-Image-Edit_ComfyUI';
const LAYERED = 'Comfy-Org/Qwen-Image-Layered_ComfyUI';
const IMAGE_21 = 'Comfy-Org/Qwen-Image-2.1';

/** Of Qwen-Image-2.1 and its Turbo. */
const RESEARCH = 'Qwen Research License: non-commercial use only';

/** Sizes in 10⁹ bytes of GGUF files of the transformer, by type. The repositories differ by less than a twentieth. */
const GGUF_GIGABYTES = {
  Q4_K_M: 13.1,
  Q2_K: 7.1,
  Q3_K_S: 9,
  Q3_K_M: 9.7,
  Q4_0: 11.9,
  Q4_1: 12.8,
  Q4_K_S: 12.1,
  Q5_0: 14.4,
  Q5_1: 15.4,
  Q5_K_S: 14.1,
  Q5_K_M: 14.9,
  Q6_K: 16.8,
  Q8_0: 21.8,
} as const;

const ENCODER = split(IMAGE, 'text_encoders', 'qwen_2.5_vl_7b_fp8_scaled', 9.4);
const ENCODER_BF16 = split(IMAGE, 'text_encoders', 'qwen_2.5_vl_7b', 16.6);
const VAE = split(IMAGE, 'vae', 'qwen_image_vae', 0.3);
const ENCODER_21 = plain(IMAGE_21, 'text_encoders', 'qwen3vl_8b_int8_convrot', 9.4);
const ENCODER_21_BF16 = plain(IMAGE_21, 'text_encoders', 'qwen3vl_8b_bf16', 17.5);
const VAE_21 = plain(IMAGE_21, 'vae', 'qwen_image_2.1_vae_bf16', 0.7);
const LAYERED_VAE = split(LAYERED, 'vae', 'qwen_image_layered_vae', 0.3);

/** In the order of lists: what most people look for comes first. */
export const KNOWN_MODELS: readonly KnownModel[] = [
  model('Qwen-Image-Edit-2511', {
    int8: small(EDIT, 'qwen_image_edit_2511_int8_convrot', 20.6),
    fp8: small(EDIT, 'qwen_image_edit_2511_fp8mixed', 20.5),
    bf16: large(EDIT, 'qwen_image_edit_2511_bf16'),
    ...gguf('unsloth/Qwen-Image-Edit-2511-GGUF', 'qwen-image-edit-2511'),
  }),
  model('Qwen-Image-Edit-2509', {
    fp8: small(EDIT, 'qwen_image_edit_2509_fp8_e4m3fn', 20.4),
    bf16: large(EDIT, 'qwen_image_edit_2509_bf16'),
    ...gguf('QuantStack/Qwen-Image-Edit-2509-GGUF', 'Qwen-Image-Edit-2509'),
  }),
  model('Qwen-Image-Edit', {
    fp8: small(EDIT, 'qwen_image_edit_fp8_e4m3fn', 20.4),
    bf16: large(EDIT, 'qwen_image_edit_bf16'),
    ...gguf('QuantStack/Qwen-Image-Edit-GGUF', 'Qwen_Image_Edit'),
  }),
  model('Qwen-Image-2512', {
    fp8: small(IMAGE, 'qwen_image_2512_fp8_e4m3fn', 20.4),
    bf16: large(IMAGE, 'qwen_image_2512_bf16'),
    ...gguf('unsloth/Qwen-Image-2512-GGUF', 'qwen-image-2512'),
  }),
  model('Qwen-Image', {
    fp8: small(IMAGE, 'qwen_image_fp8_e4m3fn', 20.4),
    bf16: large(IMAGE, 'qwen_image_bf16'),
    ...gguf('QuantStack/Qwen-Image-GGUF', 'Qwen_Image'),
  }),
  model('Qwen-Image-Layered', {
    fp8: [transformer(LAYERED, 'qwen_image_layered_fp8mixed', 20.5), ENCODER, LAYERED_VAE],
    bf16: [transformer(LAYERED, 'qwen_image_layered_bf16', 40.9), ENCODER_BF16, LAYERED_VAE],
  }),
  research('Qwen-Image-2.1', {
    int8: [plain(IMAGE_21, 'diffusion_models', 'qwen_image_2.1_int8_convrot', 7.3), ENCODER_21, VAE_21],
    bf16: [plain(IMAGE_21, 'diffusion_models', 'qwen_image_2.1_bf16', 14.2), ENCODER_21_BF16, VAE_21],
  }),
  research('Qwen-Image-2.1-Turbo', {
    int8: [plain(IMAGE_21, 'diffusion_models', 'qwen_image_2.1_turbo_int8_convrot', 7.3), ENCODER_21, VAE_21],
  }),
  lightning('Qwen-Image-Lightning-4steps-V2.0-bf16'),
  lightning('Qwen-Image-Lightning-8steps-V2.0-bf16'),
  lightning('Qwen-Image-Edit-Lightning-4steps-V1.0-bf16'),
  lightning('Qwen-Image-Edit-2509-Lightning-4steps-V1.0-bf16', 'Qwen-Image-Edit-2509/'),
];

function model(name: string, formats: Readonly<Record<string, readonly HubFile[]>>): KnownModel {
  return { name, licence: 'Apache-2.0', page: `Qwen/${name}`, formats: new Map(Object.entries(formats)) };
}

function research(name: string, formats: Readonly<Record<string, readonly HubFile[]>>): KnownModel {
  return { name, licence: RESEARCH, page: `Qwen/${name}`, formats: new Map(Object.entries(formats)) };
}

/** A LoRA for few steps. */
function lightning(name: string, below = ''): KnownModel {
  const repository = 'lightx2v/Qwen-Image-Lightning';
  const file = { repository, path: `${below}${name}.safetensors`, folder: 'loras', gigabytes: 0.9 } as const;
  return { name, licence: 'Apache-2.0', page: repository, formats: new Map([['bf16', [file]]]) };
}

/** A repository of Comfy-Org has the folders of ComfyUI below `split_files`. */
function split(repository: string, folder: HubFile['folder'], name: string, gigabytes: number): HubFile {
  return { repository, path: `split_files/${folder}/${name}.safetensors`, folder, gigabytes };
}

/** A repository that has the folders of ComfyUI at its top. */
function plain(repository: string, folder: HubFile['folder'], name: string, gigabytes: number): HubFile {
  return { repository, path: `${folder}/${name}.safetensors`, folder, gigabytes };
}

function transformer(repository: string, name: string, gigabytes: number): HubFile {
  return split(repository, 'diffusion_models', name, gigabytes);
}

function small(repository: string, name: string, gigabytes: number): readonly HubFile[] {
  return [transformer(repository, name, gigabytes), ENCODER, VAE];
}

function large(repository: string, name: string): readonly HubFile[] {
  return [transformer(repository, name, 40.9), ENCODER_BF16, VAE];
}

/** One format for each type, such as `gguf:Q4_K_M`. The text encoder is that of ComfyUI, which has the vision tower. */
function gguf(repository: string, stem: string): Readonly<Record<string, readonly HubFile[]>> {
  const formats = Object.entries(GGUF_GIGABYTES).map(([type, gigabytes]): [string, readonly HubFile[]] => {
    const path = `${stem}-${type}.gguf`;
    return [`gguf:${type}`, [{ repository, path, folder: 'diffusion_models', gigabytes }, ENCODER, VAE]];
  });
  return Object.fromEntries(formats);
}
