"""Pairs of scenes and the instruction that leads from one to the other, in English and Chinese.

`edit(rng)` -> {kind, sources: [scene, ...], target: scene, said: function of (rng, zh) -> instruction}. With two
sources, the target is the first with the object of the second in it.
"""

import copy

import scenes
from captions import BG_ZH, COLOUR_ZH, article_for, noun, to_train_on
from draw import SIDE, WORLD

KINDS = {'recolour': 20, 'remove': 8, 'add': 18, 'replace': 20, 'move': 22, 'background': 6, 'text': 5, 'insert': 12}


def edit(rng, kind=None):
    kind = kind or rng.choices(list(KINDS), KINDS.values())[0]
    while True:
        made = MAKERS[kind](rng)
        if made:
            sources, target, said = made
            return {'kind': kind, 'sources': sources, 'target': target, 'said': said}


def instruction(rng, made, zh=None):
    """An instruction for an edit that is not held out."""
    return to_train_on(lambda: any_instruction(rng, made, zh))


def any_instruction(rng, made, zh=None):
    zh = rng.random() < 0.4 if zh is None else zh
    words = made['said'](rng, zh)
    return words if zh else (words[0].upper() + words[1:] if rng.random() < 0.6 else words)


def _base(rng, least=1):
    """A scene of objects that all have different shapes."""
    while True:
        scene = scenes.scene(rng, rng.choice(('single', 'two', 'two', 'relation', 'list')), free=True)
        if len(scene['objects']) >= least and len({o['shape'] for o in scene['objects']}) == len(scene['objects']):
            return scene


def _the(rng, o, zh):
    """Names the object by colour and shape, or by shape alone."""
    if rng.random() < 0.7:
        return noun(rng, o, zh, article=False, size=False)
    return WORLD['shapes'][o['shape']] if zh else o['shape']


def _legible(scene):
    return 'dark blue' not in scene['bg'] or not any(
        o['colour'] in ('black', 'blue', 'purple') for o in scene['objects']
    )


def _recolour(rng):
    a = _base(rng)
    b = copy.deepcopy(a)
    i = rng.randrange(len(a['objects']))
    old = a['objects'][i]
    new = rng.choice([c for c in scenes.COLOURS if c != old['colour']])
    b['objects'][i]['colour'] = new

    def said(rng, zh):
        if zh:
            return rng.choice(('把{0}变成{1}', '将{0}改为{1}', '把{0}的颜色改成{1}')).format(
                _the(rng, old, zh), COLOUR_ZH[new]
            )
        return rng.choice(
            ('make the {0} {1}', 'change the color of the {0} to {1}', 'turn the {0} {1}', 'recolor the {0} to {1}')
        ).format(_the(rng, old, zh), new)

    return _legible(b) and ([a], b, said)


def _remove(rng):
    a = _base(rng)
    b = copy.deepcopy(a)
    old = b['objects'].pop(rng.randrange(len(a['objects'])))

    def said(rng, zh):
        if zh:
            return rng.choice(('去掉{}', '删除{}', '把{}移除')).format(_the(rng, old, zh))
        return rng.choice(('remove the {}', 'delete the {}', 'take away the {}')).format(_the(rng, old, zh))

    return [a], b, said


def _add(rng):
    a = scenes.scene(rng, rng.choice(('single', 'two', 'relation')), free=True)
    b = copy.deepcopy(a)
    place = rng.choice((None, *WORLD['places']))
    new = scenes.look(rng)
    if not (
        scenes.put(rng, b['objects'], new, *scenes.place_range(place, new['size']))
        if place
        else scenes.put_in_quarter(rng, b['objects'], new)
    ) or not scenes._differ(b['objects']):
        return None

    def said(rng, zh):
        if zh:
            return rng.choice(('{1}添加{0}', '{1}加上{0}')).format(
                noun(rng, new, zh), f'在{WORLD["places"][place]["zh"]}' if place else ''
            )
        return f'{rng.choice(("add", "put", "draw"))} {noun(rng, new, zh)}' + (f' {place}' if place else '')

    return _legible(b) and ([a], b, said)


def _replace(rng):
    a = _base(rng)
    b = copy.deepcopy(a)
    i = rng.randrange(len(a['objects']))
    old, new = a['objects'][i], b['objects'][i]
    new.update(shape=rng.choice(scenes.SHAPES), colour=rng.choice(scenes.COLOURS))
    if new['shape'] == old['shape'] or not scenes._differ(b['objects']):
        return None

    def said(rng, zh):
        if zh:
            return rng.choice(('把{0}换成{1}', '用{1}替换{0}')).format(
                _the(rng, old, zh), noun(rng, new, zh, size=False)
            )
        what = article_for(noun(rng, new, zh, article=False, size=False))
        return rng.choice(('replace the {0} with {1}', 'change the {0} into {1}', 'swap the {0} for {1}')).format(
            _the(rng, old, zh), what
        )

    return _legible(b) and ([a], b, said)


def _move(rng):
    a = _base(rng)
    i = rng.randrange(len(a['objects']))
    old = a['objects'][i]
    rest = [copy.deepcopy(o) for j, o in enumerate(a['objects']) if j != i]
    place = rng.choice(list(WORLD['places']))
    if not scenes.put(rng, rest, dict(old), *scenes.place_range(place, old['size'])):
        return None
    if (rest[-1]['x'] - old['x']) ** 2 + (rest[-1]['y'] - old['y']) ** 2 < 30**2:
        return None
    to = place.replace('in the', 'to the').replace('at the', 'to the').replace('on the', 'to the')

    def said(rng, zh):
        return (
            f'把{_the(rng, old, zh)}移到{WORLD["places"][place]["zh"]}' if zh else f'move the {_the(rng, old, zh)} {to}'
        )

    return [a], {**a, 'objects': rest}, said


def _background(rng):
    a = _base(rng)
    new = rng.choice([n for n in WORLD['backgrounds'] if [n] != a['bg']])
    b = {**a, 'bg': [new]}

    def said(rng, zh):
        if zh:
            return rng.choice(('把背景改成{}', '将背景换成{}', '把背景变成{}')).format(BG_ZH[new])
        return rng.choice(('change the background to {}', 'make the background {}')).format(new)

    return _legible(b) and ([a], b, said)


def _text(rng):
    a = scenes.scene(rng, 'text')
    b = copy.deepcopy(a)
    b['text']['string'] = scenes.line(rng)['string']
    old, new = a['text']['string'], b['text']['string']

    def said(rng, zh):
        if zh:
            return rng.choice((f'把文字改成“{new}”', f'将“{old}”改为“{new}”'))
        return rng.choice((f'change the text to "{new}"', f'replace "{old}" with "{new}"', f'make the text "{new}"'))

    return old != new and ([a], b, said)


def _insert(rng):
    a, b = scenes.scene(rng, rng.choice(('single', 'two')), free=True), scenes.scene(rng, 'single', free=True)
    new, target = b['objects'][0], copy.deepcopy(a)
    placed = rng.random() < 0.6
    place = rng.choice(list(WORLD['places']))
    if not (
        scenes.put(rng, target['objects'], dict(new), *scenes.place_range(place, new['size']))
        if placed
        else scenes.put_in_quarter(rng, target['objects'], dict(new))
    ) or not scenes._differ(target['objects']):
        return None

    def said(rng, zh):
        if zh:
            return f'把图2的{_the(rng, new, zh)}放到图1' + (f'的{WORLD["places"][place]["zh"]}' if placed else '里')
        return rng.choice(
            (
                f'put the {_the(rng, new, zh)} of Picture 2 into Picture 1',
                f'add the {_the(rng, new, zh)} from Picture 2 to Picture 1',
            )
        ) + (f' {place}' if placed else '')

    return _legible(target) and ([a, b], target, said)


MAKERS = {
    'recolour': _recolour,
    'remove': _remove,
    'add': _add,
    'replace': _replace,
    'move': _move,
    'background': _background,
    'text': _text,
    'insert': _insert,
}
