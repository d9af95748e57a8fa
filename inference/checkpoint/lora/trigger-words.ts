/** The words that call up what a LoRA was trained on, as its file tells them. Most files tell none. */

/**
 * Names in the metadata of files. The first is of the Stability AI model metadata standard
 * (https://github.com/Stability-AI/ModelSpec); the others are written by training programs.
 */
const NAMES = ['modelspec.trigger_phrase', 'trigger_phrase', 'trigger_words', 'trigger_word', 'ss_trigger_words'];

/** Phrases of a file, and characters of a phrase. */
const MOST = { phrases: 10, characters: 200 } as const;

/** @returns phrases in the order of the file, each once; what is too long for a phrase is left out. */
export function triggerWords(metadata: ReadonlyMap<string, string>): readonly string[] {
  const texts = NAMES.flatMap((name) => metadata.get(name) ?? []);
  const phrases = texts.flatMap((text) => listIn(text)).map((phrase) => phrase.trim());
  const usable = phrases.filter((phrase) => phrase !== '' && phrase.length <= MOST.characters);
  return [...new Set(usable)].slice(0, MOST.phrases);
}

/** A text is a JSON list, or phrases with commas between. */
function listIn(text: string): readonly string[] {
  if (text.trim().startsWith('['))
    try {
      const list: unknown = JSON.parse(text);
      if (Array.isArray(list)) return list.filter((each) => typeof each === 'string');
    } catch {
      // Not JSON: phrases that begin with a bracket.
    }
  return text.split(',');
}
