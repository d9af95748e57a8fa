"""Captions of scenes, in English and Chinese: varied, always true, and more or less complete.

A caption whose CRC-32 is divisible by 16 is held out: training never sees it, and the evaluator uses no other.
"""

import zlib

from draw import WORLD

COLOUR_ZH, SHAPE_ZH, SIZE_ZH, BG_ZH = WORLD['colourNames'], WORLD['shapes'], WORLD['sizes'], WORLD['backgroundNames']
NUMBERS = {1: ('one', '一'), 2: ('two', '两'), 3: ('three', '三'), 4: ('four', '四')}
ROWS = {
    'top': (('at the top',), ('上方',)),
    'center': (('in the center', 'in the middle'), ('中间',)),
    'bottom': (('at the bottom',), ('下方',)),
}


def held_out(caption):
    return zlib.crc32(caption.encode()) % 16 == 0


def says_size(rng, o):
    return o['size'] != 'medium' or rng.random() < 0.15


def noun(rng, o, zh, article=True, size=None):
    """'a small red star' / '一个小的红色星形'. The size is said unless it is medium; `size` decides otherwise."""
    sized = says_size(rng, o) if size is None else size
    if zh:
        said = f'{SIZE_ZH[o["size"]]}的' if sized else ''
        link = rng.choice(('', '', '的'))
        return ('一个' if article else '') + said + COLOUR_ZH[o['colour']] + link + SHAPE_ZH[o['shape']]
    said = f'{rng.choice(("big", "large")) if o["size"] == "large" else o["size"]} ' if sized else ''
    words = f'{said}{o["colour"]} {o["shape"]}'
    return article_for(words) if article else words


def article_for(words):
    return f'{"an" if words[0] in "aeiou" else "a"} {words}'


def plural(shape):
    return shape + ('es' if shape == 'cross' else 's')


def join(parts, zh):
    if zh:
        return parts[0] if len(parts) == 1 else '、'.join(parts[:-1]) + '和' + parts[-1]
    return parts[0] if len(parts) == 1 else ', '.join(parts[:-1]) + ' and ' + parts[-1]


def backdrop(rng, scene, zh):
    """Words about the background, or ''."""
    bg = scene['bg']
    if rng.random() < 0.55:
        return ''
    if len(bg) == 1:
        if zh:
            return rng.choice(('，{}背景', '，背景是{}', '，在{}背景上')).format(BG_ZH[bg[0]])
        return rng.choice((' on a {} background', ', {} background', ' on {}')).format(bg[0])
    if zh:
        sides = ('上半部分', '下半部分') if bg[2] == 'h' else ('左半部分', '右半部分')
        return f'，背景{sides[0]}是{BG_ZH[bg[0]]}，{sides[1]}是{BG_ZH[bg[1]]}'
    sides = ('top', 'bottom') if bg[2] == 'h' else ('left', 'right')
    return f', the background is {bg[0]} at the {sides[0]} and {bg[1]} at the {sides[1]}'


def to_train_on(make):
    """Calls `make` until its words are not held out."""
    while True:
        words = make()
        if not held_out(words):
            return words


def caption(rng, scene, zh=None):
    """A caption of the scene that is not held out."""
    return to_train_on(lambda: any_caption(rng, scene, zh))


def any_caption(rng, scene, zh=None):
    zh = rng.random() < 0.4 if zh is None else zh
    words = BODIES[scene['kind']](rng, scene, zh) + backdrop(rng, scene, zh)
    if not zh:
        words = rng.choice(('', '', '', 'a picture of ', 'an image with ')) + words
        words = words[0].upper() + words[1:] if rng.random() < 0.5 else words
        return words + rng.choice(('', '', '.'))
    return rng.choice(('', '', '', '一张图，', '画面上有')) + words + rng.choice(('', '', '。'))


def _single(rng, scene, zh):
    o, place = scene['objects'][0], scene['place']
    if not place or rng.random() < 0.25:
        return noun(rng, o, zh)
    if zh:
        where = WORLD['places'][place]['zh']
        return rng.choice(('{1}有{0}', '{0}在{1}')).format(noun(rng, o, zh), where)
    return f'{noun(rng, o, zh)} {place}'


def _several(rng, scene, zh):
    return join([noun(rng, o, zh) for o in scene['objects']], zh)


def _relation(rng, scene, zh):
    a, b = scene['objects'][1], scene['objects'][0]
    relation, opposite = (
        scene['relation'],
        {'above': 'below', 'below': 'above', 'left of': 'right of', 'right of': 'left of'}[scene['relation']],
    )
    if rng.random() < 0.3:
        a, b, relation = b, a, opposite
    if zh:
        where = WORLD['relations'][relation]['zh']
        return rng.choice(('{0}在{1}的{2}', '{1}的{2}有{0}')).format(noun(rng, a, zh), noun(rng, b, zh), where)
    says = {'above': ('above', 'over', 'on top of'), 'below': ('below', 'under', 'beneath')}.get(
        relation, (f'to the {relation}', f'{relation}', f'on the {relation}')
    )
    return f'{noun(rng, a, zh)} {rng.choice(says)} {noun(rng, b, zh)}'


def _inside(rng, scene, zh):
    sized = rng.random() < 0.35  # an object that holds another is always large, and the other small
    outer, inner = (noun(rng, o, zh, size=sized) for o in scene['objects'])
    if zh:
        return rng.choice(('{0}在{1}里面', '{1}里面有{0}')).format(inner, outer)
    return f'{inner} {rng.choice(("inside", "in"))} {outer}'


def _count(rng, scene, zh):
    o, n = scene['objects'][0], len(scene['objects'])
    coloured, sized = rng.random() < 0.8, says_size(rng, o)
    if zh:
        return (
            NUMBERS[n][1]
            + '个'
            + (f'{SIZE_ZH[o["size"]]}的' if sized else '')
            + (COLOUR_ZH[o['colour']] if coloured else '')
            + SHAPE_ZH[o['shape']]
        )
    return ' '.join(
        [NUMBERS[n][0], *([o['size']] if sized else []), *([o['colour']] if coloured else []), plural(o['shape'])]
    )


def _text(rng, scene, zh):
    t = scene['text']
    coloured, placed = rng.random() < 0.75, rng.random() < 0.6
    where = rng.choice(ROWS[t['row']][zh]) if placed else ''
    if zh:
        colour = COLOUR_ZH[t['colour']] + '的' if coloured else ''
        words = rng.choice((f'{where}写着{colour}“{t["string"]}”', f'{where}有{colour}文字“{t["string"]}”'))
        return words + (f'，还有{noun(rng, scene["objects"][0], zh)}' if scene['objects'] else '')
    colour = f'{t["colour"]} ' if coloured else ''
    words = rng.choice(
        (
            f'the {colour}word "{t["string"]}"',
            f'the {colour}text "{t["string"]}"',
            f'"{t["string"]}" written' + (f' in {t["colour"]}' if coloured else ''),
        )
    )
    words += f' {where}' if where else ''
    return words + (f' and {noun(rng, scene["objects"][0], zh)}' if scene['objects'] else '')


BODIES = {
    'single': _single,
    'two': _several,
    'list': _several,
    'relation': _relation,
    'inside': _inside,
    'count': _count,
    'text': _text,
}
