"""Writes a trained checkpoint in the published layout (diffusers; float16 safetensors).

    python export.py NANO.pt VAE.pt OUT_FOLDER [average|nano]
The third argument chooses the averaged weights or the last ones; the last are better after a round that changed much.
The tokenizer is there already (tokenizer.py). The limits in processor/ let the text encoder see 56 x 56 pixels. The
upper limit is larger than that: smart_resize divides 384, the side the pipelines resize to, by a rounded root, and
would floor 1.9999999999999998 tokens to one.
"""

import json
import os
import shutil
import sys

import torch
from safetensors.torch import save_file

import text_encoder as te
import transformer
import vae
from prompts import Prompts


def write(folder, name, value):
    os.makedirs(folder, exist_ok=True)
    json.dump(value, open(f'{folder}/{name}', 'w'), indent=2, ensure_ascii=False)
    open(f'{folder}/{name}', 'a').write('\n')


def weights(folder, name, tensors):
    os.makedirs(folder, exist_ok=True)
    save_file(
        {key: t.to(torch.float16).contiguous() for key, t in tensors.items()}, f'{folder}/{name}', {'format': 'pt'}
    )
    os.chmod(f'{folder}/{name}', 0o644)


def encoder_config(prompts):
    at = prompts.bpe.token_to_id
    c = te.CONFIG
    language = {
        'hidden_act': 'silu',
        'hidden_size': c['hidden_size'],
        'intermediate_size': c['intermediate_size'],
        'max_position_embeddings': 4096,
        'num_attention_heads': c['num_attention_heads'],
        'num_hidden_layers': c['num_hidden_layers'],
        'num_key_value_heads': c['num_key_value_heads'],
        'rms_norm_eps': c['rms_norm_eps'],
        'rope_theta': c['rope_theta'],
        'rope_scaling': {'mrope_section': c['mrope_section'], 'rope_type': 'default', 'type': 'default'},
        'bos_token_id': at('<|endoftext|>'),
        'eos_token_id': at('<|im_end|>'),
        'tie_word_embeddings': False,
        'use_sliding_window': False,
        'vocab_size': prompts.size,
    }
    v = te.VISION
    return {
        'architectures': ['Qwen2_5_VLForConditionalGeneration'],
        'model_type': 'qwen2_5_vl',
        'dtype': 'float16',
        **language,
        'image_token_id': at('<|image_pad|>'),
        'video_token_id': at('<|video_pad|>'),
        'vision_token_id': at('<|vision_pad|>'),
        'vision_start_token_id': at('<|vision_start|>'),
        'vision_end_token_id': at('<|vision_end|>'),
        'text_config': {
            **language,
            'model_type': 'qwen2_5_vl_text',
            'layer_types': ['full_attention'] * c['num_hidden_layers'],
        },
        'vision_config': {
            'model_type': 'qwen2_5_vl',
            **v,
            'out_hidden_size': c['hidden_size'],
            'in_channels': 3,
            'in_chans': 3,
            'spatial_patch_size': v['patch_size'],
            'tokens_per_second': 2,
            'hidden_act': 'silu',
            'fullatt_block_indexes': [v['depth'] - 1],
        },
    }


def main(nano_file, vae_file, out, which='average'):
    state, trained = torch.load(nano_file), torch.load(vae_file)
    mean = {**state['nano'], **state[which]}
    part = lambda name: {key[len(name) + 1 :]: t for key, t in mean.items() if key.startswith(name + '.')}
    prompts = Prompts(f'{out}/tokenizer')
    weights(f'{out}/transformer', 'diffusion_pytorch_model.safetensors', part('transformer'))
    write(
        f'{out}/transformer',
        'config.json',
        {'_class_name': 'QwenImageTransformer2DModel', '_diffusers_version': '0.40.0.dev0', **transformer.CONFIG},
    )
    weights(f'{out}/text_encoder', 'model.safetensors', part('text_encoder'))
    write(f'{out}/text_encoder', 'config.json', encoder_config(prompts))
    weights(f'{out}/vae', 'diffusion_pytorch_model.safetensors', trained['vae'])
    write(
        f'{out}/vae',
        'config.json',
        {
            '_class_name': 'AutoencoderKLQwenImage',
            '_diffusers_version': '0.40.0.dev0',
            **vae.CONFIG,
            'input_channels': 3,
            'latents_mean': [round(x, 5) for x in trained['mean'].tolist()],
            'latents_std': [round(x, 5) for x in trained['std'].tolist()],
        },
    )
    write(
        f'{out}/scheduler',
        'scheduler_config.json',
        {
            '_class_name': 'FlowMatchEulerDiscreteScheduler',
            '_diffusers_version': '0.40.0.dev0',
            'base_image_seq_len': 256,
            'base_shift': 0.5,
            'invert_sigmas': False,
            'max_image_seq_len': 8192,
            'max_shift': 0.9,
            'num_train_timesteps': 1000,
            'shift': 1.0,
            'shift_terminal': 0.02,
            'stochastic_sampling': False,
            'time_shift_type': 'exponential',
            'use_beta_sigmas': False,
            'use_dynamic_shifting': True,
            'use_exponential_sigmas': False,
            'use_karras_sigmas': False,
        },
    )
    shutil.copytree(
        f'{out}/tokenizer', f'{out}/processor', dirs_exist_ok=True
    )  # Qwen2VLProcessor reads both from there
    write(
        f'{out}/processor',
        'preprocessor_config.json',
        {
            'image_processor_type': 'Qwen2VLImageProcessor',
            'min_pixels': 56 * 56,
            'max_pixels': 64 * 64,
            'patch_size': 14,
            'temporal_patch_size': 2,
            'merge_size': 2,
            'image_mean': [0.48145466, 0.4578275, 0.40821073],
            'image_std': [0.26862954, 0.26130258, 0.27577711],
        },
    )
    write(
        out,
        'model_index.json',
        {
            '_class_name': 'QwenImageEditPlusPipeline',
            '_diffusers_version': '0.40.0.dev0',
            'scheduler': ['diffusers', 'FlowMatchEulerDiscreteScheduler'],
            'text_encoder': ['transformers', 'Qwen2_5_VLForConditionalGeneration'],
            'tokenizer': ['transformers', 'Qwen2Tokenizer'],
            'processor': ['transformers', 'Qwen2VLProcessor'],
            'transformer': ['diffusers', 'QwenImageTransformer2DModel'],
            'vae': ['diffusers', 'AutoencoderKLQwenImage'],
        },
    )


if __name__ == '__main__':
    main(*sys.argv[1:])
