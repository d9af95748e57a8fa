"""Prompts as token ids: the chat frames of the published pipelines, around captions and instructions.

`Prompts.row(...)` gives the ids after the system message and `.batch(...)` pads rows to a fixed width. The system
message is the same for all prompts and is read once. Texts: diffusers pipeline_qwenimage.py and
pipeline_qwenimage_edit_plus.py.
"""

import json

import numpy as np
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers

from pieces import QUOTED, layouts, mentions

_FRAME = '<|im_start|>system\n{}<|im_end|>\n<|im_start|>user\n'
TEXT_TO_IMAGE = _FRAME.format(
    'Describe the image by detailing the color, shape, size, texture, quantity, text, '
    'spatial relationships of the objects and background:'
)
EDIT = _FRAME.format(
    "Describe the key features of the input image (color, shape, size, texture, objects, background), then "
    "explain how the user's text instruction should alter or modify the image. Generate a new image that "
    "meets the user's requirements while maintaining consistency with the original input where appropriate."
)
SUFFIX = '<|im_end|>\n<|im_start|>assistant\n'
PICTURE = 'Picture {}: <|vision_start|><|image_pad|><|vision_end|>'
PICTURE_TOKENS = 4  # a picture of 56 x 56 pixels, two by two tokens


def load(folder):
    from tokenizer import SPLIT

    vocab = json.load(open(f'{folder}/vocab.json', encoding='utf-8'))
    merges = [
        tuple(line.split(' ')) for line in open(f'{folder}/merges.txt', encoding='utf-8').read().split('\n')[1:] if line
    ]
    bpe = Tokenizer(models.BPE(vocab, merges))
    bpe.normalizer = normalizers.NFC()
    bpe.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT), 'isolated'),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    added = json.load(open(f'{folder}/added_tokens.json'))
    bpe.add_tokens(
        [AddedToken(t, normalized=False, special=True) for t, _ in sorted(added.items(), key=lambda item: item[1])]
    )
    assert all(bpe.token_to_id(t) == i for t, i in added.items())
    return bpe


class Prompts:
    def __init__(self, folder):
        self.bpe = load(folder)
        self.pad = self.bpe.token_to_id('<|endoftext|>')
        self.image_pad = self.bpe.token_to_id('<|image_pad|>')
        self.size = self.bpe.get_vocab_size(with_added_tokens=True)
        self.prefix = {0: self.ids(TEXT_TO_IMAGE), 1: self.ids(EDIT), 2: self.ids(EDIT)}

    def ids(self, text):
        return self.bpe.encode(text, add_special_tokens=False).ids

    def row(self, words, pictures=0):
        """Ids after the system message: pictures, words, suffix."""
        return next(iter(self.told(words, pictures)))

    def told(self, words, pictures=0, scene=None):
        """The ids of row(), and for each id the place of its character in a quoted string.

        Places count from 1; 0 is outside of quotes. With a scene, also the subject of each id (`mentions`) and
        whether it says a place or a number (`layouts`).
        """
        text = ''.join(PICTURE.format(i + 1) for i in range(pictures)) + words + SUFFIX
        place = [0] * len(text)
        for quote in QUOTED.finditer(text):
            place[quote.start(1) : quote.end(1)] = range(1, quote.end(1) - quote.start(1) + 1)
        said, layout = (mentions(text, scene), layouts(text)) if scene else (place, place)
        made = self.bpe.encode(text, add_special_tokens=False)
        tokens = [(i, place[end - 1], said[end - 1], layout[end - 1]) for i, (_, end) in zip(made.ids, made.offsets)]
        return map(list, zip(*(p for p in tokens for _ in range(PICTURE_TOKENS if p[0] == self.image_pad else 1))))

    def batch(self, rows, width):
        """ids [B, width], and a mask of those that are not padding [B, width] bool."""
        ids = np.full((len(rows), width), self.pad, np.int64)
        real = np.zeros((len(rows), width), bool)
        for i, row in enumerate(rows):
            ids[i, : len(row)], real[i, : len(row)] = row, True
        return ids, real

    def positions(self, row, start):
        """[3, len(row)]: time, row and column positions. Text continues after the highest position of a picture."""
        out, at, i = [], start, 0
        while i < len(row):
            if row[i] == self.image_pad:
                out += [(at, at + k // 2, at + k % 2) for k in range(PICTURE_TOKENS)]
                at, i = at + 2, i + PICTURE_TOKENS
            else:
                out.append((at, at, at))
                at, i = at + 1, i + 1
        return np.array(out).T
