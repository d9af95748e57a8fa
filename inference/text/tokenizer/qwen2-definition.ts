/**
 * The `tokenizer.json` of a Qwen2 tokenizer, assembled from the older files that published checkpoints ship:
 * vocab.json (piece to id), merges.txt (byte-pair merges, most frequent first) and the added tokens.
 *
 * Source of the constants: transformers `Qwen2Converter` in convert_slow_tokenizer.py and `PRETOKENIZE_REGEX` in
 * tokenization_qwen2.py. Normaliser NFC, split by the regular expression below, then byte level.
 */
import { basename, dirname, join } from 'node:path';
import { isJsonObject, type JsonObject, readOptionalJson, readOptionalText } from '../../checkpoint/optional-json.ts';
import { InferenceError } from '../../errors.ts';

/** Alternatives of the split, in the order in which they are tried. */
const SPLIT_PATTERN = [
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)",
  '[^\\r\\n\\p{L}\\p{N}]?\\p{L}+',
  '\\p{N}',
  ' ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*',
  '\\s*[\\r\\n]+',
  '\\s+(?!\\S)',
  '\\s+',
].join('|');

/** Merges whose order gives the ids of the pieces too, so that no vocabulary is needed beside them. */
const ORDERED_MERGES = 'ordered-merges.txt';

/** Names the folder beside this one whose pieces are the same: tokenizers that ship differ in added tokens only. */
const SHARED_PIECES = 'pieces.json';

interface Pieces {
  /** Ids of the pieces. */
  readonly vocabulary: JsonObject;
  /** Pairs, the most frequent first. */
  readonly merges: readonly (readonly string[])[];
}

/** A token matched as a whole before the text is split, as tokenizer.json writes it. */
interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly single_word: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
  readonly special: boolean;
}

/**
 * Assembles the definition from `directory`.
 * @throws InferenceError `file-missing` without vocab.json or merges.txt; `file-malformed` for a file with other
 *   content.
 */
export async function assembleQwen2Definition(directory: string): Promise<JsonObject> {
  const [pieces, config, addedByContent] = await Promise.all([
    piecesOf(directory),
    readOptionalJson(directory, 'tokenizer_config.json'),
    readOptionalJson(directory, 'added_tokens.json'),
  ]);
  return {
    version: '1.0',
    added_tokens: addedTokens(directory, config, addedByContent),
    normalizer: { type: 'NFC' },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: SPLIT_PATTERN }, behavior: 'Isolated', invert: false },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel' },
    model: {
      type: 'BPE',
      vocab: pieces.vocabulary,
      merges: pieces.merges,
      byte_fallback: false,
    },
  };
}

async function piecesOf(directory: string): Promise<Pieces> {
  const folder = await piecesFolder(directory);
  const ordered = await readOptionalText(folder, ORDERED_MERGES);
  if (ordered === undefined) return publishedPieces(folder);
  const merges = parseMerges(ordered, join(folder, ORDERED_MERGES));
  return { vocabulary: vocabularyOf(merges), merges };
}

async function piecesFolder(directory: string): Promise<string> {
  const sameAs = (await readOptionalJson(directory, SHARED_PIECES))?.['sameAs'];
  return typeof sameAs === 'string' ? join(dirname(directory), basename(sameAs)) : directory;
}

/** The vocabulary and merges of files as published. */
async function publishedPieces(directory: string): Promise<Pieces> {
  const [vocabulary, merges] = await Promise.all([
    readOptionalJson(directory, 'vocab.json'),
    readOptionalText(directory, 'merges.txt'),
  ]);
  if (vocabulary === undefined || merges === undefined) {
    const file = join(directory, vocabulary === undefined ? 'vocab.json' : 'merges.txt');
    const expected = 'tokenizer.json, or vocab.json and merges.txt';
    throw new InferenceError(
      'file-missing',
      `The tokenizer folder ${directory} has neither tokenizer.json nor ${file}; it needs ${expected}`,
      { file, expected },
    );
  }
  checkIds(vocabulary, join(directory, 'vocab.json'));
  return { vocabulary, merges: parseMerges(merges, join(directory, 'merges.txt')) };
}

/**
 * The vocabulary that follows from merges: ids count the 256 bytes as they are written, then what each merge makes.
 * Bytes are written as printable characters, the printable ones as themselves and first.
 * Source: `bytes_to_unicode` in openai/gpt-2 encoder.py.
 */
function vocabularyOf(merges: Pieces['merges']): JsonObject {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const shown = bytes.filter(isPrintable);
  const others = bytes.filter((byte) => !isPrintable(byte)).map((_, i) => 256 + i);
  const characters = [...shown, ...others].map((code) => String.fromCodePoint(code));
  return Object.fromEntries([...characters, ...merges.map((pair) => pair.join(''))].map((piece, id) => [piece, id]));
}

/** Whether a byte is written as itself: visible characters of Latin-1, but no soft hyphen. */
function isPrintable(byte: number): boolean {
  return byte > 0xa0 ? byte !== 0xad : byte > 0x20 && byte < 0x7f;
}

/** Pairs of a merges.txt, one a line. Only the first line can be the version comment: `# #` is a merge. */
function parseMerges(text: string, file: string): readonly (readonly string[])[] {
  const pairs: (readonly string[])[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const merge = line.trim();
    if (merge === '' || (index === 0 && merge.startsWith('#version:'))) continue;
    const pair = merge.split(' ');
    if (pair.length !== 2) {
      throw new InferenceError('file-malformed', `${file}, line ${index + 1}: expected two pieces, got "${merge}"`, {
        file,
        expected: 'two pieces with one space between them',
        received: merge,
      });
    }
    pairs.push(pair);
  }
  return pairs;
}

/**
 * Added tokens of tokenizer_config.json (`added_tokens_decoder`), else of added_tokens.json, in the order of their ids.
 */
function addedTokens(
  directory: string,
  config: JsonObject | undefined,
  byContent: JsonObject | undefined,
): readonly AddedToken[] {
  const described = config?.['added_tokens_decoder'];
  if (isJsonObject(described)) {
    const file = join(directory, 'tokenizer_config.json');
    return byId(Object.entries(described).map(([id, token]) => describedToken(Number(id), token, file)));
  }
  if (byContent === undefined) return [];
  checkIds(byContent, join(directory, 'added_tokens.json'));
  return byId(Object.entries(byContent).map(([content, id]) => addedToken(Number(id), content, {})));
}

function describedToken(id: number, token: unknown, file: string): AddedToken {
  if (Number.isSafeInteger(id) && isJsonObject(token) && typeof token['content'] === 'string') {
    return addedToken(id, token['content'], token);
  }
  throw new InferenceError('file-malformed', `${file}: added_tokens_decoder entry ${id} has no token text`, {
    file,
    field: 'added_tokens_decoder',
    expected: 'an object with the text of the token in `content`',
    received: JSON.stringify(token),
  });
}

function addedToken(id: number, content: string, flags: JsonObject): AddedToken {
  return {
    id,
    content,
    single_word: flags['single_word'] === true,
    lstrip: flags['lstrip'] === true,
    rstrip: flags['rstrip'] === true,
    normalized: flags['normalized'] === true,
    special: flags['special'] !== false,
  };
}

function byId(tokens: readonly AddedToken[]): readonly AddedToken[] {
  return tokens.toSorted((a, b) => a.id - b.id);
}

function checkIds(ids: JsonObject, file: string): void {
  for (const [content, id] of Object.entries(ids)) {
    if (Number.isSafeInteger(id)) continue;
    throw new InferenceError('file-malformed', `${file}: the id of "${content}" is not an integer`, {
      file,
      field: content,
      expected: 'an integer',
      received: JSON.stringify(id),
    });
  }
}
