"""Trains nano's tokenizer, Qwen2's byte-level BPE with about a thousand tokens, and writes the published files.

    python tokenizer.py PUBLISHED_TOKENIZER_FOLDER OUT_FOLDER
Every word of the two system messages becomes one token, as in the published vocabulary, so that the dropped prefixes
have the same lengths (34 and 64 tokens). Capital letters and Chinese characters stay single, for spelling.
"""

import json
import os
import random
import re
import sys

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

import captions
import edits
import scenes
from draw import WORLD
from prompts import EDIT, TEXT_TO_IMAGE

SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
PLACES = [v['zh'] for v in WORLD['places'].values()]
PHRASES = """一张图 画面上有 背景 背景是 背景上 在 有 和 的 个 一个 两 三 四 两个 三个 四个 里面 里 还有 写着 文字 上半部分 下半部分
左半部分 右半部分 是 把 将 变成 改为 改成 换成 用 替换 颜色 去掉 删除 移除 添加 加上 移到 放到 图""".split()
ZH = sorted(
    {
        *PHRASES,
        *PLACES,
        *captions.COLOUR_ZH.values(),
        *captions.SHAPE_ZH.values(),
        *captions.SIZE_ZH.values(),
        *captions.BG_ZH.values(),
    },
    key=len,
    reverse=True,
)
SEGMENT = re.compile('|'.join(ZH) + '|.', re.DOTALL)


def corpus(count=30_000):
    """Captions and instructions without quoted words, Chinese ones in pieces; system messages and characters whole."""
    rng = random.Random(3)
    for i in range(count):
        if i % 100 == 0:
            yield from (
                TEXT_TO_IMAGE.replace('<|im_start|>', '').replace('<|im_end|>', ''),
                EDIT.replace('<|im_start|>', '').replace('<|im_end|>', ''),
            )
            yield from (*WORLD['hanzi'], *'“”，。、', 'assistant\n', 'Picture 1: ', 'picture', ' picture')
        text = captions.any_caption(rng, scenes.scene(rng)) if i % 2 else edits.any_instruction(rng, edits.edit(rng))
        text = re.sub(r'“.*?”', '“', re.sub(r'".*?"', '"', text))
        if re.search(r'[\u4e00-\u9fff]', text):
            yield from SEGMENT.findall(text)
        else:
            yield text


def main(published, out):
    bpe = Tokenizer(models.BPE())
    bpe.normalizer = normalizers.NFC()
    bpe.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT), 'isolated'),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    bpe.decoder = decoders.ByteLevel()
    bpe.train_from_iterator(
        corpus(),
        trainers.BpeTrainer(
            vocab_size=1200,
            min_frequency=100,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    os.makedirs(out, exist_ok=True)
    bpe.model.save(out)
    size = bpe.get_vocab_size()
    config = json.load(open(f'{published}/tokenizer_config.json'))
    first = min(map(int, config['added_tokens_decoder']))
    config['added_tokens_decoder'] = {str(int(i) - first + size): t for i, t in config['added_tokens_decoder'].items()}
    added = {t['content']: int(i) for i, t in config['added_tokens_decoder'].items()}
    for name, value in (
        ('tokenizer_config', config),
        ('added_tokens', added),
        ('special_tokens_map', json.load(open(f'{published}/special_tokens_map.json'))),
    ):
        json.dump(value, open(f'{out}/{name}.json', 'w'), indent=1, ensure_ascii=False)
    open(f'{out}/chat_template.jinja', 'w').write(open(f'{published}/chat_template.jinja').read())
    print(size, 'pieces,', size + len(added), 'with the added tokens')


if __name__ == '__main__':
    main(*sys.argv[1:])
