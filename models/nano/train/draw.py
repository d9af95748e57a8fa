"""Draws a scene: background, flat shapes, one line of text -> [128, 128, 3] uint8.

A scene is a dict: bg = [name] or [name, name, 'h' | 'v'] (two halves: above and below, or left and right);
objects = [{shape, colour, size, x, y}] (centre in pixels), text = {string, colour, row} or None.
"""

import json
import os

import cv2
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
WORLD = json.load(open(f'{HERE}/world.json', encoding='utf-8'))
SIDE = WORLD['side']
_GLYPHS = None


def _circle(cx, cy, r, n=48):
    a = np.arange(n) * 2 * np.pi / n
    return np.stack([cx + r * np.cos(a), cy + r * np.sin(a)], 1)


def _star():
    a = -np.pi / 2 + np.arange(10) * np.pi / 5
    r = np.where(np.arange(10) % 2 == 0, 1.1, 0.46)
    return np.stack([r * np.cos(a), r * np.sin(a) + 0.06], 1)


def _heart():
    t = np.arange(48) * 2 * np.pi / 48
    return (
        np.stack(
            [16 * np.sin(t) ** 3, -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)) - 2], 1
        )
        / 16.5
    )


def _moon():
    """A crescent open to the right: the unit circle without a circle of radius 0.8 around (0.5, 0)."""
    d, r = 0.5, 0.8
    x = (1 - r * r + d * d) / (2 * d)
    a, b = np.arccos(x), np.arctan2(np.sqrt(1 - x * x), x - d)
    outer = np.linspace(a, 2 * np.pi - a, 40)
    inner = np.linspace(2 * np.pi - b, b, 30)
    return np.concatenate(
        [np.stack([np.cos(outer), np.sin(outer)], 1), np.stack([d + r * np.cos(inner), r * np.sin(inner)], 1)]
    ) + [0.15, 0]


# Unit outlines around the centre, filled by the even-odd rule, scaled by the radius of the size.
OUTLINES = {
    'circle': [_circle(0, 0, 0.95)],
    'square': [np.array([[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]])],
    'triangle': [np.array([[0, -0.95], [1.05, 0.85], [-1.05, 0.85]])],
    'star': [_star()],
    'diamond': [np.array([[0, -1.1], [0.8, 0], [0, 1.1], [-0.8, 0]])],
    'heart': [_heart()],
    'cross': [
        np.array(
            [
                [-0.33, -1],
                [0.33, -1],
                [0.33, -0.33],
                [1, -0.33],
                [1, 0.33],
                [0.33, 0.33],
                [0.33, 1],
                [-0.33, 1],
                [-0.33, 0.33],
                [-1, 0.33],
                [-1, -0.33],
                [-0.33, -0.33],
            ]
        )
    ],
    'ring': [_circle(0, 0, 1), _circle(0, 0, 0.55)],
    'moon': [_moon()],
}


def script(string):
    return 'latin' if string[0] in WORLD['letters'] else 'hanzi'


def glyph_cell(char):
    """[32, width] of 0..1: 16 wide for a letter, 32 for a Chinese character."""
    global _GLYPHS
    if _GLYPHS is None:
        _GLYPHS = cv2.imread(f'{HERE}/glyphs.png', cv2.IMREAD_GRAYSCALE).astype(np.float32) / 255
    i = (WORLD['letters'] + WORLD['hanzi']).index(char)
    width, height = WORLD['cell'][script(char)]
    return _GLYPHS[:, i * height : i * height + width]


def draw(scene):
    image = np.empty((SIDE, SIDE, 3), np.uint8)
    bg = scene['bg']
    image[:] = WORLD['backgrounds'][bg[0]]
    if len(bg) == 3:
        half = image[SIDE // 2 :] if bg[2] == 'h' else image[:, SIDE // 2 :]
        half[:] = WORLD['backgrounds'][bg[1]]
    for o in scene['objects']:
        r = WORLD['radius'][o['size']]
        polys = [np.round((p * r + [o['x'] - 0.5, o['y'] - 0.5]) * 16).astype(np.int32) for p in OUTLINES[o['shape']]]
        cv2.fillPoly(image, polys, WORLD['colours'][o['colour']], cv2.LINE_AA, 4)
    if scene.get('text'):
        _text(image, scene['text'])
    return image


def _text(image, text):
    line = np.concatenate([glyph_cell(c) for c in text['string']], axis=1)[..., None]
    x, y = WORLD['columns'][script(text['string'])] * WORLD['token'], WORLD['rows'][text['row']]
    area = image[y : y + line.shape[0], x : x + line.shape[1]]
    area[:] = np.round(area * (1 - line) + np.array(WORLD['colours'][text['colour']]) * line)
