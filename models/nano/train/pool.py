"""A growing pool of scenes and edits with their latents: the VAE encodes a picture once, not at each use.

Each use makes a new caption. Latents are the normalised means, packed as the transformer reads them: [64, 64], tokens
in reading order, features in the order channel, row, column of the 2 x 2 patch.
"""

import random

import cv2
import numpy as np
import torch

import captions
import edits
import scenes
from draw import draw
from pieces import classes
from train_vae import to_tensor

MEAN, STD = (
    np.array([0.48145466, 0.4578275, 0.40821073], np.float32),
    np.array([0.26862954, 0.26130258, 0.27577711], np.float32),
)
WIDTHS = {0: 28, 1: 34, 2: 46}  # tokens after the system message, by number of pictures


def pack(z):
    """[B, 16, 16, 16] -> [B, 64, 64]."""
    b, c, h, w = z.shape
    return z.view(b, c, h // 2, 2, w // 2, 2).permute(0, 2, 4, 1, 3, 5).reshape(b, h * w // 4, c * 4)


def patches(image):
    """A picture for the vision tower, [16, 1176]: 56 x 56 pixels, normalised, the patches of a token together."""
    small = cv2.resize(image, (56, 56), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    p = ((small - MEAN) / STD).reshape(2, 2, 14, 2, 2, 14, 3).transpose(0, 3, 1, 4, 6, 2, 5).reshape(16, 3, 1, 196)
    return np.repeat(p, 2, axis=2).reshape(16, 1176)


class Pool:
    """Blocks of 32 pictures. When the pool is full, a new block replaces the oldest.

    entries[block][n] lists the samples with n source pictures: (scene or edit, row of the target in the block, rows
    of the sources, patches of the sources, classes of the tokens of target and sources).
    """

    def __init__(self, auto, mean, std, seed, capacity=60_000):
        self.auto, self.mean, self.std, self.blocks = auto, mean, std, capacity // 32
        self.rng = random.Random(seed)
        self.entries, self.z, self.next = [], [], 0

    @torch.no_grad()
    def grow(self, shares):
        """Draws and encodes 32 pictures; `shares` weigh samples with no, one and two source pictures."""
        images, entries = [], {0: [], 1: [], 2: []}
        while len(images) < 32:
            n = self.rng.choices((0, 1, 2), shares)[0]
            if len(images) + n + 1 > 32:
                n = 0
            if n == 0:
                made, pictures, target = scenes.scene(self.rng), [], None
            else:
                weights = {k: w for k, w in edits.KINDS.items() if (k == 'insert') == (n == 2)}
                made = edits.edit(self.rng, self.rng.choices(list(weights), weights.values())[0])
                pictures, target = [draw(s) for s in made['sources']], made['target']
            at = len(images)
            images += [draw(target or made), *pictures]
            seen = np.stack([patches(p) for p in pictures]).astype(np.float16) if pictures else None
            shown = [classes(scene).astype(np.int8) for scene in [target or made, *(made['sources'] if n else [])]]
            entries[n].append((made, at, range(at + 1, at + 1 + n), seen, np.concatenate(shown)))
        with torch.autocast('cpu', torch.bfloat16):
            mean = self.auto.encode(to_tensor(images))[0]
        z = pack((mean - self.mean.view(-1, 1, 1)) / self.std.view(-1, 1, 1)).half()
        if len(self.z) < self.blocks:
            self.entries.append(entries)
            self.z.append(z)
        else:
            self.entries[self.next % self.blocks], self.z[self.next % self.blocks] = entries, z
        self.next += 1

    def sample(self, n):
        """A random entry with n source pictures, and the latents of its block."""
        while True:
            block = self.rng.randrange(len(self.z))
            if self.entries[block][n]:
                return self.rng.choice(self.entries[block][n]), self.z[block]

    def batch(self, prompts, n, size, drop=0.1):
        """`size` samples with n source pictures.

        Returns the inputs of the model (target [B, 64, 64], references or None, ids, real, pictures or None), the
        classes of the tokens of target and sources [B, 64 + n * 64, 5], and for each token of the words [B, L, 3]:
        its place in a quoted string, its subject, and whether it says a place or a number.
        """
        rows, marks, targets, sources, seen, shown = [], [], [], [], [], []
        while len(rows) < size:
            (made, target, refs, pictures, shows), z = self.sample(n)
            words = (
                ' '
                if self.rng.random() < drop
                else captions.caption(self.rng, made)
                if n == 0
                else edits.instruction(self.rng, made)
            )
            row, *mark = prompts.told(words, n, made.get('target') or made)
            if len(row) > WIDTHS[n]:
                continue
            rows.append(row)
            marks.append([[*m, *[0] * (WIDTHS[n] - len(m))] for m in mark])
            targets.append(z[target])
            sources.append([z[r] for r in refs])
            seen.append(pictures)
            shown.append(shows)
        ids, real = (torch.from_numpy(a) for a in prompts.batch(rows, WIDTHS[n]))
        refs = torch.stack([torch.cat(s) for s in sources]).float() if n else None
        return (
            (torch.stack(targets).float(), refs, ids, real, torch.from_numpy(np.stack(seen)).float() if n else None),
            torch.from_numpy(np.stack(shown)).long(),
            torch.tensor(marks).transpose(1, 2),
        )
