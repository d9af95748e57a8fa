"""Writes the evaluator's held-out cases, bench/quality/cases.json.

A case is a caption or an instruction that training never uses, with the scene the picture must show.

    python cases.py OUT_FILE [--each 50]
The cases in use were drawn when `scenes.py` left more open: objects lay anywhere and sizes were seldom said. They are
kept, so that rounds of training can be compared.
"""

import argparse
import json
import random

import captions
import edits
import scenes

SCENES = {
    'single': ['single'],
    'two': ['two'],
    'counting': ['count'],
    'colours': ['single'],
    'attribution': ['two'],
    'position': ['relation', 'relation', 'relation', 'inside', 'single'],
}


def held(make):
    """Calls `make` until it returns words that are held out."""
    while True:
        made = make()
        if made and captions.held_out(made[0]):
            return made


def picture_case(rng, category, number):
    def make():
        scene = scenes.scene(rng, SCENES[category][number % len(SCENES[category])])
        words = captions.any_caption(rng, scene)
        if category == 'position' and scene['kind'] == 'single':
            place = scene['place']
            if not place or not (place in words.lower() or captions.WORLD['places'][place]['zh'] in words):
                return None
        return words, scene

    return held(make)


def text_case(rng, latin, number):
    words = scenes.HELD_OUT_WORDS
    string = (
        words[number % len(words)]
        if latin
        else ''.join(rng.choice(captions.WORLD['hanzi']) for _ in range(1 + number % 4))
    )

    def make():
        scene = scenes.scene(rng, 'text')
        scene['text']['string'] = string
        return captions.any_caption(rng, scene), scene

    return held(make)


def main():
    args = argparse.ArgumentParser()
    args.add_argument('out')
    args.add_argument('--each', type=int, default=50)
    args = args.parse_args()
    rng, cases = random.Random(2026), []
    for number in range(args.each):
        for category in SCENES:
            words, scene = picture_case(rng, category, number)
            cases.append({'category': category, 'prompt': words, 'scene': scene, 'seed': number})
        for category in ('latin', 'hanzi'):
            words, scene = text_case(rng, category == 'latin', number)
            cases.append({'category': category, 'prompt': words, 'scene': scene, 'seed': number})
        for kind in edits.KINDS:

            def make(kind=kind):
                made = edits.edit(rng, kind)
                return edits.any_instruction(rng, made), made

            words, made = held(make)
            cases.append(
                {
                    'category': f'edit-{kind}',
                    'prompt': words,
                    'scene': made['target'],
                    'sources': made['sources'],
                    'seed': number,
                }
            )
    lines = ',\n'.join(json.dumps(case, ensure_ascii=False, separators=(',', ':')) for case in cases)
    open(args.out, 'w', encoding='utf-8').write(f'[\n{lines}\n]\n')


if __name__ == '__main__':
    main()
