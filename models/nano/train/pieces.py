"""What every token of a scene shows, as classes: the targets of the helper heads of train.py.

A picture is 8 x 8 tokens and everything lies on their grid, so a token shows one of a finite set of pieces. Telling which, from a
middle layer, speeds training up as aligning with a recognition model does (REPA, arXiv 2410.06940); nothing of it is exported.
"""
import numpy as np

from draw import WORLD, script
from scenes import GRID, TOKEN, TOKENS

KINDS = [None, *WORLD['shapes'], *WORLD['letters'], *WORLD['hanzi']]
# Pieces count on through the sizes of objects, then letters and characters; 0 is the background.
FIRST, PIECES = {}, 1
for name, (columns, rows) in {**{size: (k, k) for size, k in TOKENS.items()}, 'latin': (1, 2), 'hanzi': (2, 2)}.items():
    FIRST[name], PIECES = PIECES, PIECES + columns * rows
COLOURS, BACKGROUNDS = [None, *WORLD['colours']], list(WORLD['backgrounds'])
CLASSES = (len(KINDS), PIECES, len(COLOURS), len(BACKGROUNDS))


def classes(scene):
    """[64, 4] int64: kind, piece, colour and background of every token, in reading order."""
    out = np.zeros((GRID, GRID, 4), np.int64)
    bg = scene['bg']
    out[..., 3] = BACKGROUNDS.index(bg[0])
    if len(bg) == 3:
        half = out[GRID // 2:] if bg[2] == 'h' else out[:, GRID // 2:]
        half[..., 3] = BACKGROUNDS.index(bg[1])

    def mark(column, row, columns, rows, name, kind, colour):
        area = out[row:row + rows, column:column + columns]
        area[..., 0], area[..., 2] = KINDS.index(kind), COLOURS.index(colour)
        area[..., 1] = FIRST[name] + np.arange(rows * columns).reshape(rows, columns)
    for o in scene['objects']:
        k = TOKENS[o['size']]
        column, row = ((o[axis] - k * TOKEN // 2) // TOKEN for axis in 'xy')
        mark(column, row, k, k, o['size'], o['shape'], o['colour'])
    text = scene.get('text')
    if text:
        name = script(text['string'])
        width = WORLD['cell'][name][0] // TOKEN
        for i, char in enumerate(text['string']):
            mark(WORLD['columns'][name] + i * width, WORLD['rows'][text['row']] // TOKEN, width, 2, name, char, text['colour'])
    return out.reshape(-1, 4)
