"""Makes glyphs.png: each letter and Chinese character of the world as grey values, for the trainer and the evaluator.

One row of 32 x 32 cells: `letters`, then `hanzi` of world.json. A letter fills the left 16 x 32 of its cell. The
fonts are needed here only: Open Sans Bold (Apache-2.0, npm-font-open-sans) and Noto Sans SC Bold (OFL-1.1,
@fontsource/noto-sans-sc, WOFF subsets).
    python glyphs.py OPEN_SANS_BOLD.ttf 'FOLDER/noto-sans-sc-*-700-normal.woff'
"""

import glob
import sys

import numpy as np
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from draw import HERE, WORLD

SCALE = 8  # glyphs are drawn this many times larger, then averaged down


def glyph(font, char, width, height, ink_height=None):
    """[height, width] uint8: the ink of a character, centred in its cell and squeezed when it is too wide."""
    box = font.getbbox(char)
    image = Image.new('L', (box[2] - box[0], box[3] - box[1]), 0)
    ImageDraw.Draw(image).text((-box[0], -box[1]), char, font=font, fill=255)
    ink = ink_height or min(height - 2, round(image.height / SCALE))
    w = min(width - 2, max(3, round(image.width / SCALE)))
    image = image.resize((w, ink), Image.BOX)
    cell = np.zeros((height, width), np.uint8)
    y, x = (height - ink) // 2, (width - w) // 2
    cell[y : y + ink, x : x + w] = np.asarray(image)
    return cell


def main(latin_file, hanzi_glob):
    latin = ImageFont.truetype(latin_file, 32 * SCALE)
    cells = [np.pad(glyph(latin, c, 16, 32, 24), ((0, 0), (0, 16))) for c in WORLD['letters']]
    covering = {}
    for file in glob.glob(hanzi_glob):
        for code in TTFont(file).getBestCmap():
            covering[chr(code)] = file
    cells += [glyph(ImageFont.truetype(covering[c], 29 * SCALE), c, 32, 32) for c in WORLD['hanzi']]
    Image.fromarray(np.concatenate(cells, axis=1)).save(f'{HERE}/glyphs.png', optimize=True)


if __name__ == '__main__':
    main(*sys.argv[1:])
