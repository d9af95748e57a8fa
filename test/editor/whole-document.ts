/** The part of a session that shows a whole document, for tests that enter no subgraph. */
import { signal } from '@preact/signals';
import type { Document } from '../../editor/document/document.ts';
import type { Session } from '../../editor/editor-context.ts';

export function wholeDocument(
  document: Document,
): Pick<Session, 'document' | 'whole' | 'path' | 'enter' | 'run' | 'runWhole'> {
  return {
    document,
    whole: document.workflow,
    path: signal([]),
    enter: () => undefined,
    run: (command) => void document.do(command),
    runWhole: (command) => void document.do(command),
  };
}
