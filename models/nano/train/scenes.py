"""Makes scenes from a random.Random: objects and text for draw.py, and facts that captions.py may state.

Each scene has a `kind` as in GenEval (single, two, relation, inside, count, list) or text. Everything lies on the
grid of the transformer's tokens (16 pixels), so a token shows one of a finite set of pieces. That makes so small a
model trainable. Rules settle most of what a caption leaves open: a size not said is medium, and objects without a
named place lie in quarters of the picture, in reading order. `free` scenes, which edits start from, do not follow
these rules.
"""

from draw import SIDE, WORLD

TOKEN, TOKENS = WORLD['token'], WORLD['tokens']
GRID = SIDE // TOKEN
SHAPES, COLOURS, SIZES = list(WORLD['shapes']), list(WORLD['colours']), list(TOKENS)
HOLDERS = ('circle', 'square')  # shapes with room for a small object when large
KINDS = {'single': 12, 'two': 22, 'relation': 22, 'inside': 24, 'count': 20, 'list': 8, 'text': 12}
# For each number of objects, the quarters they lie in, in reading order.
LAYOUTS = {
    2: ((0, 3), (2, 1)),
    3: ((0, 1, 2), (0, 1, 3)),
    4: ((0, 1, 2, 3),),
}
WORDS = """
HELLO WORLD OPEN SALE LOVE STOP CAFE TEA BOOK CAT DOG SUN MOON STAR TREE FISH BIRD RED BLUE GREEN HOME SHOP FOOD
PARK EXIT PUSH PULL NEW HOT COLD ICE FIRE WATER WIND RAIN SNOW DAY NIGHT YES NO OK GO UP DOWN LEFT RIGHT ART MUSIC
DANCE HAPPY SMILE PEACE HOPE DREAM MAGIC GOLD KING QUEEN BABY GIRL BOY MILK BREAD APPLE LEMON GRAPE PEAR PLUM JUICE
PIZZA SOUP RICE CAKE CANDY TRAIN PLANE BUS CAR BIKE BOAT SHIP ROAD CITY TOWN BANK POST TAXI HOTEL BAR GAME PLAY JUMP
RUN WALK SWIM ZEBRA TIGER LION BEAR WOLF FOX MOUSE HORSE COW PIG SHEEP GOAT DUCK FROG SNAKE PANDA KOALA SPRING
SUMMER AUTUMN WINTER MAY JUNE JULY LUCKY VOTE QUIET
""".split()
HELD_OUT_WORDS = """
HOUSE LIGHT RIVER OCEAN BEACH CLOUD STORM PAPER QUICK JOLLY VIVID WALTZ BOX ZOO JAM SKY SEA EGG NUT OWL BEE ANT KEY
PEN CUP HAT MAP TOY GIFT SONG FILM NEWS MENU CLUB GYM SPA PUB INK LAB CODE DATA NODE GRAPH PIXEL IMAGE BRUSH PAINT
COLOR SHAPE LARGE SMALL FRESH SWEET GREAT CLEAN WELCOM THANKS PLEASE
""".split()
HANZI_WORDS = '你好 世界 山水 日月 天地 中国 大小 春风 春花 火山 和平 爱心 你好世界 大人 小人 山木 水火 心爱 福 花 山 水 火 木 春 爱 人 中 大 小'.split()


def background(rng):
    names = list(WORLD['backgrounds'])
    if rng.random() < 0.15:
        return [*rng.sample(names, 2), rng.choice('hv')]
    return ['white'] if rng.random() < 0.4 else [rng.choice(names)]


def look(rng, free=False):
    return {
        'shape': rng.choice(SHAPES),
        'colour': rng.choice(COLOURS),
        'size': rng.choice(SIZES if free else [*SIZES, 'medium', 'medium']),
    }


def put(rng, objects, o, columns=None, rows=None):
    """Places `o` in a free square of whole tokens. Its first column and row are from the given ones, or any.

    False when there is no room.
    """
    k = TOKENS[o['size']]
    at = [(c, r) for c in (columns or range(GRID - k + 1)) for r in (rows or range(GRID - k + 1))]
    rng.shuffle(at)
    for c, r in at:
        x, y = c * TOKEN + k * TOKEN // 2, r * TOKEN + k * TOKEN // 2
        if all(max(abs(x - p['x']), abs(y - p['y'])) * 2 >= (k + TOKENS[p['size']]) * TOKEN for p in objects):
            o.update(x=x, y=y)
            objects.append(o)
            return True
    return False


def starts(k, side, free=False):
    """First columns or rows for an object `k` tokens wide at a side: -1, 0 (middle) or 1."""
    middle = (GRID - k) // 2
    return [0] if side < 0 else [GRID - k] if side > 0 else sorted({middle, GRID - k - middle}) if free else [middle]


def place_range(place, size, free=False):
    """First columns and rows of an object at a named place."""
    return tuple(starts(TOKENS[size], WORLD['places'][place][axis], free) for axis in 'xy')


def put_in_quarter(rng, objects, o, quarters=(0, 1, 2, 3)):
    """Places `o` in the middle of the first free quarter; an object of three tokens lies one token further out."""
    k = TOKENS[o['size']]
    first = lambda half: half * GRID // 2 + (GRID // 2 - k + half) // 2
    return any(put(rng, objects, o, [first(q % 2)], [first(q // 2)]) for q in quarters)


def put_in_quarters(rng, objects, looks, free):
    quarters = rng.sample(range(4), 4) if free else rng.choice(LAYOUTS[len(looks)])
    return all(put_in_quarter(rng, objects, o, [q]) for o, q in zip(looks, quarters))


def line(rng, string=None):
    """A line of text: the given string, or a word, letters or Chinese characters, but never a held-out word."""
    given = string is not None
    while string is None or (not given and string in HELD_OUT_WORDS):
        kind = rng.random()
        if kind < 0.3:
            string = rng.choice(WORDS)
        elif kind < 0.6:
            string = ''.join(rng.choice(WORLD['letters']) for _ in range(rng.choice((1, 2, 3, 3, 4, 4, 5, 5, 6))))
        elif kind < 0.75:
            string = rng.choice(HANZI_WORDS)
        else:
            string = ''.join(rng.choice(WORLD['hanzi']) for _ in range(rng.choice((1, 2, 2, 3, 4))))
    return {'string': string, 'colour': rng.choice(COLOURS), 'row': rng.choice(('top', 'center', 'center', 'bottom'))}


def beside_text(rng, text):
    """A place for an object, away from a line of text at the top or bottom."""
    return rng.choice([p for p, at in WORLD['places'].items() if at['y'] == (1 if text['row'] == 'top' else -1)])


def scene(rng, kind=None, free=False):
    """A scene of the given kind, or of one drawn by weight. Retries until everything fits."""
    kind = kind or rng.choices(list(KINDS), KINDS.values())[0]
    while True:
        objects, made = [], {'kind': kind, 'bg': background(rng), 'objects': [], 'text': None}
        if _fill(rng, kind, objects, made, free):
            made['objects'] = objects
            if 'dark blue' not in made['bg'] or not any(
                o['colour'] in ('black', 'blue', 'purple') for o in objects + ([made['text']] if made['text'] else [])
            ):
                return made


def _fill(rng, kind, objects, made, free):
    if kind == 'single':
        o, made['place'] = look(rng, free), rng.choice(list(WORLD['places']))
        return put(rng, objects, o, *place_range(made['place'], o['size'], free))
    if kind in ('two', 'list'):
        looks = [look(rng, free) for _ in range(2 if kind == 'two' else rng.choice((3, 3, 4)))]
        return put_in_quarters(rng, objects, looks, free) and _differ(objects)
    if kind == 'count':
        o = look(rng, free)
        return put_in_quarters(rng, objects, [dict(o) for _ in range(rng.choice((2, 3, 4)))], free)
    if kind == 'inside':
        outer = {**look(rng), 'shape': rng.choice(HOLDERS), 'size': 'large'}
        inner, place = {**look(rng), 'size': 'small'}, rng.choice(list(WORLD['places'])) if free else 'in the center'
        if inner['colour'] == outer['colour'] or not put(rng, objects, outer, *place_range(place, 'large')):
            return False
        objects.append({**inner, 'x': outer['x'], 'y': outer['y']})
        return True
    if kind == 'relation':
        made['relation'] = rng.choice(list(WORLD['relations']))
        return _related(rng, objects, WORLD['relations'][made['relation']], free)
    made['text'] = line(rng)
    if made['text']['row'] == 'center' or rng.random() < 0.5:
        return True
    o = look(rng)
    return put(rng, objects, o, *place_range(beside_text(rng, made['text']), o['size']))


def _related(rng, objects, axis, free):
    """Two objects level with each other, the first on the named side of the second."""
    level = rng.choice((-1, 0, 1)) if free else 0
    for side in (-1, 1):
        o = look(rng, free)
        k = TOKENS[o['size']]
        across = starts(k, level, free)
        along = [max(0, side) * GRID // 2 + (GRID // 2 - k + (side > 0)) // 2]
        if not put(rng, objects, o, *((along, across) if axis['x'] else (across, along))):
            return False
    if axis['x'] + axis['y'] > 0:
        return _differ(objects)
    objects.reverse()
    return _differ(objects)


def _differ(objects):
    return len({(o['shape'], o['colour']) for o in objects}) == len(objects)
