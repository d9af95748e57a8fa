/**
 * The undo history of a document, kept by the browser: a reload of the tab keeps its history, and a new tab takes over
 * the one that was written last.
 */
import { effect } from '@preact/signals';
import type { Document } from '../../document/document.ts';
import type { Step, Steps } from '../../document/history.ts';
import { browserShelf, tabShelf } from './storage.ts';

export const STEPS_PREFIX = 'steps/';
/** The most steps to keep, and the most characters: edits that the server lacks need the room of the browser more. */
const MOST_STEPS = 100;
const MOST_CHARACTERS = 200_000;
/** How long a history has to rest before it is stored, in milliseconds. */
const REST = 500;

/** Restores the history of a document and keeps it from now on. @returns a function that removes it. */
export function keepSteps(document: Pick<Document, 'id' | 'steps' | 'restore'>): () => void {
  const key = `${STEPS_PREFIX}${document.id}`;
  const kept = tabShelf.read(key) ?? browserShelf.read(key);
  try {
    if (kept !== null) document.restore(kept as Steps);
  } catch {
    // Written by another version of the editor.
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written = document.steps.peek();
  const write = (): void => {
    clearTimeout(timer);
    const steps = document.steps.peek();
    if (steps === written) return;
    written = steps;
    const bounded = boundedSteps(steps);
    tabShelf.write(key, bounded);
    browserShelf.write(key, bounded);
  };
  const stop = effect(() => {
    void document.steps.value;
    clearTimeout(timer);
    timer = setTimeout(write, REST);
  });
  addEventListener('pagehide', write);
  return () => {
    stop();
    clearTimeout(timer);
    removeEventListener('pagehide', write);
    tabShelf.write(key, undefined);
    browserShelf.write(key, undefined);
  };
}

/** The steps that are made first by undo and redo, within the bounds. */
export function boundedSteps({ done, undone }: Steps): Steps {
  let [count, characters] = [0, 0];
  const within = (steps: readonly Step[]): readonly Step[] => {
    const kept: Step[] = [];
    for (const { name, forward, back, path } of steps.toReversed()) {
      // A series of changes ends with the page.
      const step: Step = { name, forward, back, path, merge: undefined };
      characters += JSON.stringify(step).length;
      count += 1;
      if (count > MOST_STEPS || characters > MOST_CHARACTERS) break;
      kept.push(step);
    }
    return kept.toReversed();
  };
  return { done: within(done), undone: within(undone) };
}

/** Removes the histories of documents that were closed while this browser did not look. */
export function dropOtherSteps(open: ReadonlySet<string>): void {
  for (const name of browserShelf.names(STEPS_PREFIX))
    if (!open.has(name.slice(STEPS_PREFIX.length))) browserShelf.write(name, undefined);
}
