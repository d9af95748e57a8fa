"""The content of each token of a scene, as classes: targets of the helper heads in train.py.

A picture has 8 x 8 tokens and everything lies on their grid, so a token shows one of a finite set of pieces.
Predicting the piece from a middle layer speeds up training, as aligning with a recognition model does (REPA, arXiv
2410.06940). The heads are not exported.
"""

import re

import numpy as np

from captions import COLOUR_ZH
from draw import WORLD, script
from scenes import GRID, TOKEN, TOKENS

KINDS = [None, *WORLD['shapes'], *WORLD['letters'], *WORLD['hanzi']]
# Pieces are numbered through the sizes of objects, then letters, then characters; 0 is the background.
FIRST, PIECES = {}, 1
for name, (columns, rows) in {**{size: (k, k) for size, k in TOKENS.items()}, 'latin': (1, 2), 'hanzi': (2, 2)}.items():
    FIRST[name], PIECES = PIECES, PIECES + columns * rows
COLOURS, BACKGROUNDS = [None, *WORLD['colours']], list(WORLD['backgrounds'])
LETTER = 5  # subject of a line's first character
CLASSES = (len(KINDS), PIECES, len(COLOURS), len(BACKGROUNDS))
QUOTED = re.compile('["“](.+?)["”]')
# Words for places and numbers.
LAYOUT = re.compile(
    '|'.join(
        [
            *(re.sub('^(in|at|on) ', '', place) for place in WORLD['places']),
            *(where['zh'] for where in WORLD['places'].values()),
            'top',
            'bottom',
            'middle',
            'left',
            'right',
            'above',
            'over',
            'below',
            'under',
            'beneath',
            'inside',
            'in an? ',
            '里面',
            'two',
            'three',
            'four',
            '[两三四]个',
        ]
    ),
    re.IGNORECASE,
)


def looks(scene):
    """The subject of every different object, from 1, by shape and colour."""
    return {look: i + 1 for i, look in enumerate(dict.fromkeys((o['shape'], o['colour']) for o in scene['objects']))}


def classes(scene):
    """[64, 5] int64, tokens in reading order: kind, piece, colour, background, and subject as in `mentions`."""
    out = np.zeros((GRID, GRID, 5), np.int64)
    bg = scene['bg']
    out[..., 3] = BACKGROUNDS.index(bg[0])
    if len(bg) == 3:
        half = out[GRID // 2 :] if bg[2] == 'h' else out[:, GRID // 2 :]
        half[..., 3] = BACKGROUNDS.index(bg[1])

    def mark(column, row, columns, rows, name, kind, colour, subject):
        area = out[row : row + rows, column : column + columns]
        area[..., 0], area[..., 2] = KINDS.index(kind), COLOURS.index(colour)
        area[..., 1] = FIRST[name] + np.arange(rows * columns).reshape(rows, columns)
        area[..., 4] = subject

    subjects = looks(scene)
    for o in scene['objects']:
        k = TOKENS[o['size']]
        column, row = ((o[axis] - k * TOKEN // 2) // TOKEN for axis in 'xy')
        mark(column, row, k, k, o['size'], o['shape'], o['colour'], subjects[o['shape'], o['colour']])
    text = scene.get('text')
    if text:
        name = script(text['string'])
        width = WORLD['cell'][name][0] // TOKEN
        for i, char in enumerate(text['string']):
            mark(
                WORLD['columns'][name] + i * width,
                WORLD['rows'][text['row']] // TOKEN,
                width,
                2,
                name,
                char,
                text['colour'],
                LETTER + i,
            )
    return out.reshape(-1, 5)


def mentions(words, scene):
    """The subject each character of `words` names; 0 for none.

    A subject is an object of the scene, named by colour and shape, or by shape when its colour is not said; or a
    character of the scene's line, in the last quoted string.
    """
    out = [0] * len(words)
    for (shape, colour), subject in looks(scene).items():
        names = (
            f'{colour} {shape}(e?s)?',
            f'{COLOUR_ZH[colour]}的?{WORLD["shapes"][shape]}',
            f'{shape}(e?s)?',
            WORLD['shapes'][shape],
        )
        found = next((found for found in (re.search(name, words, re.IGNORECASE) for name in names) if found), None)
        if found:
            out[slice(*found.span())] = [subject] * len(found[0])
    quotes = list(QUOTED.finditer(words))
    if quotes and scene['text']:
        out[slice(*quotes[-1].span(1))] = range(LETTER, LETTER + len(quotes[-1][1]))
    return out


def layouts(words):
    """For each character of `words`: whether it says a place or a number. False inside quoted strings."""
    out = [False] * len(words)
    for found in LAYOUT.finditer(words):
        out[slice(*found.span())] = [True] * len(found[0])
    for quote in QUOTED.finditer(words):
        out[slice(*quote.span())] = [False] * len(quote[0])
    return out
