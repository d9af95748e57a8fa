"""Trains text encoder and transformer together by flow matching, text to image and edits. Resumes from its checkpoint.

    python train.py RUN_FOLDER VAE.pt TOKENIZER_FOLDER --minutes 60 \
        [--decay 0.4] [--mix 5 3.5 1.2] [--start OTHER/nano.pt]
RUN_FOLDER/nano.pt holds weights, averaged weights, optimiser and step, written every five minutes and at the end;
train.csv is the curve. The learning rate warms up, stays, and falls to zero in the last `--decay` of the minutes.
"""

import argparse
import os
import random
import time

import torch
import torch.nn.functional as F

import vae as vae_model
from optimiser import Optimiser
from pieces import CLASSES, GRID, KINDS
from pool import WIDTHS, Pool
from prompts import Prompts
from text_encoder import CONFIG, TextEncoder
from transformer import LAYOUT, WIDTH, Transformer

BATCH = {0: 96, 1: 56, 2: 32}
HELP = 0.2  # weight of the helper heads' loss
LATE, LATEST = 0.85, 0.8  # this share of timesteps lies beyond that timestep
AVERAGE, AVERAGE_EVERY = 0.97, 4


class Nano(torch.nn.Module):
    """Text encoder and transformer. forward gives the flow-matching loss of each sample and the mean helper loss."""

    def __init__(self, prompts):
        super().__init__()
        self.text_encoder, self.transformer = TextEncoder(prompts.size), Transformer()
        self.helper, self.where = torch.nn.Linear(WIDTH, sum(CLASSES)), torch.nn.Linear(WIDTH, 2 * GRID)
        self.spell = torch.nn.Linear(CONFIG['hidden_size'], 7)
        self.rows, self.columns = torch.arange(64) // GRID, torch.arange(64) % GRID
        # Letters are rare among tokens, and there are many kinds of them.
        self.weights = [
            torch.tensor([1.0 if kind is None else 8.0 if len(kind) == 1 else 3.0 for kind in KINDS]),
            None,
            None,
            None,
        ]
        self.frames = {}
        for n in (0, 1, 2):
            row = prompts.row(' ' * 60, n) if n == 0 else prompts.row('a ' * 60, n)
            row = (row + [prompts.pad] * WIDTHS[n])[: WIDTHS[n]]
            slots = [i for i, token in enumerate(row) if token == prompts.image_pad]
            positions = prompts.positions(row, len(prompts.prefix[n]))
            self.frames[n] = torch.tensor(prompts.prefix[n]), torch.tensor(positions), torch.tensor(slots)

    def forward(self, clean, refs, ids, real, pictures, classes, marks, noise, t):
        n = 0 if pictures is None else pictures.shape[1]
        prefix, positions, slots = self.frames[n]
        text = self.text_encoder(prefix, ids, positions, pictures, slots)
        s = t[:, None, None]
        noisy = (1 - s) * clean + s * noise
        image = noisy if refs is None else torch.cat([noisy, refs], dim=1)
        velocity, early, middle, points = self.transformer(image, text, real, t)
        read = lambda head, x: head(F.layer_norm(x.float(), (WIDTH,))).float().flatten(0, 1)
        classes, sources = classes[:, :64], classes[:, 64:]
        told = read(self.helper, middle).split(CLASSES, -1)
        helped = sum(
            F.cross_entropy(x, classes[..., i].flatten(), weights)
            for i, (x, weights) in enumerate(zip(told, self.weights))
        )
        # Attention values carry no positions: a token must learn where it is before words can tell it what to show.
        row, column = read(self.where, early).chunk(2, -1)
        located = sum(F.cross_entropy(x, to.repeat(len(clean))) for x, to in ((row, self.rows), (column, self.columns)))
        spelt = F.cross_entropy(self.spell(text.float()).float()[real], marks[..., 0][real])
        layout = marks[:, None, :, 2].bool().expand(-1, 64, -1)
        pointed = pointing([p for p, _ in points[: len(LAYOUT)]], layout, layout.any(-1))
        points = points[len(LAYOUT) :]
        pointed = pointed + pointing(
            [p for p, _ in points], classes[..., 4, None] == marks[:, None, :, 1], classes[..., 4] > 0
        )
        if refs is not None:
            same = classes[:, :, None, :3] == sources[:, None, :, :3]
            whole, piece = same.all(-1), same[..., :2].all(-1)
            pointed = pointed + pointing(
                [p for _, p in points], torch.where(whole.any(-1, keepdim=True), whole, piece), classes[..., 0] > 0
            )
        self.helped = [located.item(), spelt.item(), pointed.item()]
        return (velocity.float() - (noise - clean)).square().mean((1, 2)), helped + 0.5 * located + spelt + pointed


def pointing(attention, right, asked):
    """Loss of attention that should go to certain places.

    Minus the logarithm of the share of attention [B, heads, 64, S] that goes to the `right` places [B, 64, S],
    averaged over blocks and over those of the `asked` tokens [B, 64] that have a right place.
    """
    right = (right & asked[..., None])[:, None]
    there = right.any(-1)
    if not there.any():
        return torch.zeros(())
    return sum(-((a * right).sum(-1) + 1e-4).log()[there.expand(-1, a.shape[1], -1)].mean() for a in attention) / len(
        attention
    )


def timesteps(size):
    """Mostly near pure noise: below 0.85 some tokens already show their content, so words count above it."""
    t = torch.rand(size)
    return torch.where(torch.rand(size) < LATE, LATEST + (1 - LATEST) * t, t).clamp(0.001, 1)


def split(nano):
    """Matrices for Muon; embeddings, modulation, projections in and out, vision and vectors for AdamW."""
    matrices, rest = [], []
    for name, p in nano.named_parameters():
        inside = 'transformer_blocks' in name or 'model.layers' in name
        (matrices if p.ndim == 2 and inside and '_mod' not in name else rest).append(p)
    return matrices, rest


@torch.no_grad()
def validate(nano, held, prompts, mix):
    """Held-out loss with fixed noise and timesteps, for each number of source pictures."""
    state, losses = torch.get_rng_state(), []
    held.rng = random.Random(5)
    torch.manual_seed(5)
    for n in (n for n in (0, 1, 2) if mix[n]):
        batch, *classes = held.batch(prompts, n, BATCH[n], drop=0)
        with torch.autocast('cpu', torch.bfloat16):
            loss, helped = nano(*batch, *classes, torch.randn_like(batch[0]), (torch.arange(BATCH[n]) + 0.5) / BATCH[n])
            losses += [loss.mean().item(), helped.item()]
    torch.set_rng_state(state)
    return losses


def main():
    args = argparse.ArgumentParser()
    args.add_argument('run'), args.add_argument('vae'), args.add_argument('tokenizer')
    args.add_argument('--minutes', type=float, default=60)
    args.add_argument('--decay', type=float, default=0.4)
    args.add_argument('--mix', type=float, nargs=3, default=(5, 3.5, 1.2))
    args.add_argument('--muon', type=float, default=0.02)
    args.add_argument('--adam', type=float, default=1e-3)
    args.add_argument('--capacity', type=int, default=60_000, help='pictures kept')
    args.add_argument('--help-weight', type=float, default=HELP)
    args.add_argument('--start', help='a nano.pt whose weights a new run starts from')
    args = args.parse_args()
    torch.set_num_threads(2)
    torch._dynamo.config.cache_size_limit = 64
    os.makedirs(args.run, exist_ok=True)
    prompts = Prompts(args.tokenizer)
    nano = Nano(prompts)
    optimiser = Optimiser(*split(nano), args.muon, args.adam)
    average = [p.detach().clone() for p in nano.parameters()]
    file, step = f'{args.run}/nano.pt', 0
    if os.path.exists(file):
        state = torch.load(file)
        nano.load_state_dict(state['nano'], strict=False)  # helper heads may be new
        optimiser.load_state_dict(state['optimiser'])
        average, step = (
            [state['average'].get(name, p.detach()).clone() for name, p in nano.named_parameters()],
            state['step'],
        )
    elif args.start:
        nano.load_state_dict(torch.load(args.start)['average'], strict=False)
        average = [p.detach().clone() for p in nano.parameters()]
    torch.manual_seed(step)
    for module in (*nano.text_encoder.model.layers, *nano.transformer.transformer_blocks):
        module.compile(dynamic=False)
    state = torch.load(args.vae)
    auto = vae_model.Autoencoder(vae_model.create())
    auto.vae.load_state_dict(state['vae'])
    auto.vae.encoder.compile(dynamic=False)
    pool = Pool(auto, state['mean'], state['std'], seed=100 + step, capacity=args.capacity)
    shares = (args.mix[0], args.mix[1] * 1.5, args.mix[2])
    held = Pool(auto, state['mean'], state['std'], seed=99)
    for _ in range(12):
        held.grow(shares)
    start = saved = shown = time.time()
    while len(pool.z) < 240:
        pool.grow(shares)
    print(f'pool of {len(pool.z) * 32} pictures in {time.time() - start:.0f} s', flush=True)
    rng, sums = random.Random(step), {0: [], 1: [], 2: [], 'help': []}
    seen = 0
    while True:
        now = time.time()
        done = (now - start) / 60 / args.minutes
        if now - saved > 300 or done >= 1:
            live = [p.detach().clone() for p in nano.parameters()]
            torch._foreach_copy_([p.data for p in nano.parameters()], average)
            losses = validate(nano, held, prompts, args.mix)
            averaged = {name: p.detach().clone() for name, p in nano.named_parameters()}
            torch._foreach_copy_([p.data for p in nano.parameters()], live)
            torch.save(
                {'nano': nano.state_dict(), 'average': averaged, 'optimiser': optimiser.state_dict(), 'step': step},
                file + '.part',
            )
            os.replace(file + '.part', file)
            line = ','.join([str(step), f'{(now - start) / 60:.1f}', *(f'{x:.4f}' for x in losses)])
            print('held-out', line, flush=True)
            open(f'{args.run}/train.csv', 'a').write(line + '\n')
            saved = time.time()
            if done >= 1:
                return
        if step % 3 == 0 and (pool.next < pool.blocks or step % 12 == 0):
            pool.grow(shares)
        n = rng.choices((0, 1, 2), args.mix)[0]
        batch, *classes = pool.batch(prompts, n, BATCH[n])
        noise, t = torch.randn_like(batch[0]), timesteps(BATCH[n])
        with torch.autocast('cpu', torch.bfloat16):
            loss, helped = nano(*batch, *classes, noise, t)
            loss = loss.mean()
        (loss + args.help_weight * helped).backward()
        torch.nn.utils.clip_grad_norm_(nano.parameters(), 1.0, foreach=True)
        optimiser.step(min(1, (step + 1) / 100) * min(1, max(0.0, (1 - done) / args.decay)))
        optimiser.zero_grad()
        step += 1
        if step % AVERAGE_EVERY == 0:
            torch._foreach_lerp_(
                average, [p.data for p in nano.parameters()], 1 - min(AVERAGE, (step / 4 + 1) / (step / 4 + 10))
            )
        sums[n].append(loss.item())
        sums['help'].append(helped.item())
        seen += BATCH[n]
        if step % 50 == 0:
            means = ' '.join(f'{sum(v) / len(v):.4f}' for v in sums.values() if v)
            helps = ' '.join(f'{x:.3f}' for x in nano.helped)
            print(
                f'{step} {means} where, spelt, pointed {helps} {seen / (time.time() - shown):.0f}/s '
                f'pool {pool.next * 32} {(time.time() - start) / 60:.1f} min',
                flush=True,
            )
            sums, seen, shown = {name: [] for name in sums}, 0, time.time()


if __name__ == '__main__':
    main()
