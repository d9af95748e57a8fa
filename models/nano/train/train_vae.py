"""Trains the VAE on 64 x 64 crops of scenes with L1, MSE and a light KL. Resumes from its checkpoint.

    python train_vae.py RUN_FOLDER --minutes 12 [--decoder-only] [--text 0.5] [--lr 0.002]
RUN_FOLDER/vae.pt holds weights, step and statistics of the latents; vae.csv is the curve. --decoder-only leaves the
latents as they are, for a transformer that is already trained on them.
"""

import argparse
import math
import os
import random
import time

import numpy as np
import torch

import scenes
import vae as model
from draw import SIDE, WORLD, draw, glyph_cell

BATCH, CROP, LR, KL = 16, 64, 2e-3, 1e-4
NOISE = 0.15  # share of a latent's deviation, added so that small errors of the transformer do not show


def crop(rng):
    """[64, 64, 3] uint8: a crop around an object or the text of a scene, on the grid of tokens."""
    scene = scenes.scene(rng, 'inside' if rng.random() < 0.1 else None)
    image = draw(scene)
    if scene['objects'] and not (scene['text'] and rng.random() < 0.7):
        o = rng.choice(scene['objects'])
        cx, cy = o['x'], o['y']
    else:
        width = 16 * len(scene['text']['string'])
        cx, cy = rng.uniform(0, width), WORLD['rows'][scene['text']['row']] + 16
    x, y = (min(max(round((c - CROP / 2 + rng.uniform(-20, 20)) / 16), 0), (SIDE - CROP) // 16) * 16 for c in (cx, cy))
    return image[y : y + CROP, x : x + CROP]


def glyphs(rng):
    """[64, 64, 3] uint8: lines of letters or characters. Denser in text than scenes, since text is the hardest part."""
    image = np.empty((CROP, CROP, 3), np.uint8)
    name = rng.choice(list(WORLD['backgrounds']))
    image[:] = WORLD['backgrounds'][name]
    colours = [c for c in WORLD['colours'] if name != 'dark blue' or c not in ('black', 'blue', 'purple')]
    for y in rng.choice(((0, 32), (16,))):
        letters = WORLD['letters'] if rng.random() < 0.5 else WORLD['hanzi']
        width = 16 if letters is WORLD['letters'] else 32
        x = rng.choice((0, 0, 16))
        line = np.concatenate([glyph_cell(rng.choice(letters)) for _ in range((CROP - x) // width)], axis=1)[..., None]
        area = image[y : y + line.shape[0], x : x + line.shape[1]]
        area[:] = np.round(area * (1 - line) + np.array(WORLD['colours'][rng.choice(colours)]) * line)
    return image


def to_tensor(images):
    """[B, H, W, 3] uint8 -> [B, 3, H, W] in -1..1, channels last in memory."""
    return (
        torch.from_numpy(np.stack(images))
        .permute(0, 3, 1, 2)
        .float()
        .div(127.5)
        .sub(1)
        .contiguous(memory_format=torch.channels_last)
    )


@torch.no_grad()
def statistics(auto, count=192):
    """Mean and standard deviation of each latent channel over whole scenes."""
    rng = random.Random(7)
    means = []
    for _ in range(count // 16):
        with torch.autocast('cpu', torch.bfloat16):
            means.append(auto.encode(to_tensor([draw(scenes.scene(rng)) for _ in range(16)]))[0])
    z = torch.cat(means)
    return z.mean((0, 2, 3)), z.std((0, 2, 3))


@torch.no_grad()
def psnr(auto, count=16):
    rng = random.Random(11)
    x = to_tensor([draw(scenes.scene(rng)) for _ in range(count)])
    y = auto.decode(auto.encode(x)[0]).clamp(-1, 1)
    mse = ((x - y) / 2).square().mean((1, 2, 3))
    return (-10 * mse.log10()).mean().item()


def main():
    args = argparse.ArgumentParser()
    args.add_argument('run')
    args.add_argument('--minutes', type=float, default=12)
    args.add_argument('--text', type=float, default=0.5, help='share of crops that hold only text')
    args.add_argument('--lr', type=float, default=LR)
    args.add_argument('--decoder-only', action='store_true')
    args = args.parse_args()
    torch.set_num_threads(2)
    os.makedirs(args.run, exist_ok=True)
    auto = model.Autoencoder(model.create())
    file, step = f'{args.run}/vae.pt', 0
    state = torch.load(file) if os.path.exists(file) else None
    if state:
        auto.vae.load_state_dict(state['vae'])
        step = state['step']
    if args.decoder_only:
        for part in (auto.vae.encoder, auto.vae.quant_conv):
            part.requires_grad_(False)
    optimiser = torch.optim.AdamW(
        [p for p in auto.parameters() if p.requires_grad], lr=args.lr, betas=(0.9, 0.99), weight_decay=0.0
    )
    auto.noise = NOISE * (state['std'] if state else torch.zeros(16)).view(-1, 1, 1)
    compiled = torch.compile(auto)
    rng = random.Random(1000 + step)
    start = saved = None
    while True:
        now = time.time()
        start, saved = start or now, saved or now
        done = (now - start) / 60 / args.minutes
        if now - saved > 120 or done >= 1:
            mean, std = statistics(auto)
            torch.save({'vae': auto.vae.state_dict(), 'step': step, 'mean': mean, 'std': std}, file)
            line = f'{step},{loss.item():.5f},{psnr(auto):.2f}'
            print(line, flush=True)
            open(f'{args.run}/vae.csv', 'a').write(line + '\n')
            saved = time.time()
            if done >= 1:
                return
        for group in optimiser.param_groups:
            group['lr'] = (
                args.lr * min(1, (step + 1) / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(done, 1))))
            )
        x = to_tensor([glyphs(rng) if rng.random() < args.text else crop(rng) for _ in range(BATCH)])
        with torch.autocast('cpu', torch.bfloat16):
            y, mu, logvar = compiled(x)
        y = y.float()
        loss = (
            (y - x).abs().mean()
            + 2 * (y - x).square().mean()
            + KL * 0.5 * (mu.square() + logvar.exp() - 1 - logvar).mean()
        )
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(auto.parameters(), 1.0)
        optimiser.step()
        step += 1
        if step % 100 == 0:
            print(step, round(loss.item(), 4), round(time.time() - start), flush=True)


if __name__ == '__main__':
    main()
