"""Pictures of diffusers from a checkpoint, for bench/nano-vs-diffusers.ts: float32, CPU, noise of torch.Generator.

    python diffusers_pictures.py CHECKPOINT REQUESTS.json OUT_FOLDER
REQUESTS.json: [{prompt, seed, steps, guidance, side}, ...]; writes OUT_FOLDER/0.png, 1.png, ...
"""

import json
import sys

import torch
from diffusers import QwenImagePipeline


def main(checkpoint, requests, out):
    pipeline = QwenImagePipeline.from_pretrained(checkpoint, torch_dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    for i, r in enumerate(json.load(open(requests, encoding='utf-8'))):
        pipeline(
            prompt=r['prompt'],
            negative_prompt=' ',
            true_cfg_scale=r['guidance'],
            num_inference_steps=r['steps'],
            width=r['side'],
            height=r['side'],
            generator=torch.Generator().manual_seed(r['seed']),
        ).images[0].save(f'{out}/{i}.png')


if __name__ == '__main__':
    main(*sys.argv[1:])
