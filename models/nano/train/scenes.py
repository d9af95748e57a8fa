"""Makes scenes from a random.Random: what is drawn (draw.py), what must be true of it, and what captions.py may say.

Each scene has a `kind` as in GenEval (single, two, relation, inside, count, list) or text; sampled so that objects do not touch.
"""
from draw import SIDE, WORLD

RADIUS = WORLD['radius']
SHAPES, COLOURS, SIZES = list(WORLD['shapes']), list(WORLD['colours']), list(RADIUS)
HOLDERS = ('circle', 'square', 'diamond')  # what has room for a small object inside when large
KINDS = {'single': 22, 'two': 13, 'relation': 18, 'inside': 5, 'count': 14, 'list': 6, 'text': 15}
WORDS = """HELLO WORLD OPEN SALE LOVE STOP CAFE TEA BOOK CAT DOG SUN MOON STAR TREE FISH BIRD RED BLUE GREEN HOME SHOP FOOD PARK
EXIT PUSH PULL NEW HOT COLD ICE FIRE WATER WIND RAIN SNOW DAY NIGHT YES NO OK GO UP DOWN LEFT RIGHT ART MUSIC DANCE HAPPY SMILE
PEACE HOPE DREAM MAGIC GOLD KING QUEEN BABY GIRL BOY MILK BREAD APPLE LEMON GRAPE PEAR PLUM JUICE PIZZA SOUP RICE CAKE CANDY
TRAIN PLANE BUS CAR BIKE BOAT SHIP ROAD CITY TOWN BANK POST TAXI HOTEL BAR GAME PLAY JUMP RUN WALK SWIM ZEBRA TIGER LION BEAR
WOLF FOX MOUSE HORSE COW PIG SHEEP GOAT DUCK FROG SNAKE PANDA KOALA SPRING SUMMER AUTUMN WINTER MAY JUNE JULY LUCKY VOTE QUIET""".split()
HELD_OUT_WORDS = """HOUSE LIGHT RIVER OCEAN BEACH CLOUD STORM PAPER QUICK JOLLY VIVID WALTZ BOX ZOO JAM SKY SEA EGG NUT OWL BEE ANT KEY PEN
CUP HAT MAP TOY GIFT SONG FILM NEWS MENU CLUB GYM SPA PUB INK LAB CODE DATA NODE GRAPH PIXEL IMAGE BRUSH PAINT COLOR SHAPE LARGE
SMALL FRESH SWEET GREAT CLEAN WELCOM THANKS PLEASE""".split()
HANZI_WORDS = '你好 世界 山水 日月 天地 中国 大小 春风 春花 火山 和平 爱心 你好世界 大人 小人 山木 水火 心爱 福 花 山 水 火 木 春 爱 人 中 大 小'.split()


def background(rng):
    names = list(WORLD['backgrounds'])
    if rng.random() < 0.15:
        return [*rng.sample(names, 2), rng.choice('hv')]
    return ['white'] if rng.random() < 0.4 else [rng.choice(names)]


def look(rng, colour=None):
    return {'shape': rng.choice(SHAPES), 'colour': colour or rng.choice(COLOURS), 'size': rng.choice(SIZES)}


def put(rng, objects, o, xs=(0, SIDE), ys=(0, SIDE), gap=3):
    """Gives `o` a centre within a range, inside the picture and clear of the others; False when there is no room."""
    r = RADIUS[o['size']] * 1.12 + 2
    x0, x1, y0, y1 = max(xs[0], r), min(xs[1], SIDE - r), max(ys[0], r), min(ys[1], SIDE - r)
    if x0 > x1 or y0 > y1:
        return False
    for _ in range(20):
        x, y = round(rng.uniform(x0, x1)), round(rng.uniform(y0, y1))
        if all((x - p['x']) ** 2 + (y - p['y']) ** 2 > ((RADIUS[o['size']] + RADIUS[p['size']]) * 1.12 + gap) ** 2 for p in objects):
            o.update(x=x, y=y)
            objects.append(o)
            return True
    return False


def place_range(place):
    """x and y ranges of centres for a place: thirds of the picture."""
    third = {-1: (0, SIDE * 0.36), 0: (SIDE * 0.42, SIDE * 0.58), 1: (SIDE * 0.64, SIDE)}
    return third[WORLD['places'][place]['x']], third[WORLD['places'][place]['y']]


def line(rng, string=None):
    """A line of text: words, random letters, or Chinese characters."""
    if string is None:
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


def text_free(row, size):
    """Range of centres for an object clear of a line of text at the top or bottom."""
    r = RADIUS[size] * 1.12 + 2
    return (WORLD['rows']['top'] + 24 + r, SIDE) if row == 'top' else (0, WORLD['rows']['bottom'] - r)


def scene(rng, kind=None):
    """A scene of a kind, or of a kind drawn by weight; retried until everything fits."""
    kind = kind or rng.choices(list(KINDS), KINDS.values())[0]
    while True:
        objects, made = [], {'kind': kind, 'bg': background(rng), 'objects': [], 'text': None}
        if _fill(rng, kind, objects, made):
            made['objects'] = objects
            if 'dark blue' not in made['bg'] or not any(o['colour'] in ('black', 'blue', 'purple') for o in objects + ([made['text']] if made['text'] else [])):
                return made


def _fill(rng, kind, objects, made):
    if kind == 'single':
        made['place'] = rng.choice((None, *WORLD['places']))
        ranges = place_range(made['place']) if made['place'] else ()
        return put(rng, objects, look(rng), *ranges)
    if kind == 'two':
        return put(rng, objects, look(rng)) and put(rng, objects, look(rng)) and _differ(objects)
    if kind == 'list':
        return all(put(rng, objects, look(rng)) for _ in range(rng.choice((3, 3, 4)))) and _differ(objects)
    if kind == 'count':
        o = look(rng)
        if o['size'] == 'large':
            o['size'] = 'medium'
        return all(put(rng, objects, dict(o)) for _ in range(rng.choice((2, 3, 4))))
    if kind == 'inside':
        outer = {**look(rng), 'shape': rng.choice(HOLDERS), 'size': 'large'}
        inner = {**look(rng), 'size': 'small'}
        if not put(rng, objects, outer) or inner['colour'] == outer['colour']:
            return False
        objects.append({**inner, 'x': outer['x'], 'y': outer['y']})
        return True
    if kind == 'relation':
        made['relation'] = rng.choice(list(WORLD['relations']))
        return _related(rng, objects, WORLD['relations'][made['relation']])
    made['text'] = line(rng)
    if made['text']['row'] == 'center' or rng.random() < 0.5:
        return True
    o = look(rng)
    return put(rng, objects, o, (0, SIDE), text_free(made['text']['row'], o['size']))


def _related(rng, objects, axis):
    """Two objects, the first on the named side of the second and roughly level with it."""
    a, b = look(rng), look(rng)
    reach = RADIUS[a['size']] + RADIUS[b['size']]
    far = rng.uniform(reach * 1.12 + 3, SIDE - reach * 1.12 - 4) if SIDE - reach * 1.12 - 4 > reach * 1.12 + 3 else reach * 1.12 + 3
    off = rng.uniform(-12, 12)
    dx, dy = (axis['x'] * far, off) if axis['x'] else (off, axis['y'] * far)
    if not put(rng, objects, b):
        return False
    x, y = round(b['x'] + dx), round(b['y'] + dy)
    return put(rng, objects, a, (x, x), (y, y)) and _differ(objects)


def _differ(objects):
    return len({(o['shape'], o['colour']) for o in objects}) == len(objects)
