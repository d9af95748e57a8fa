/** The result of the shown document: what a run would give now, or else the pictures of its last run. */
import type { RunFile, RunInfo } from '../../../engine/protocol/index.ts';
import { earlierText } from '../../controls/pictures/earlier-text.ts';
import type { Editor } from '../../editor-context.ts';
import { resultPictures } from './run.ts';

export interface ResultNow {
  readonly run: RunInfo;
  readonly files: readonly RunFile[];
  /** Says what has changed since; undefined when nothing has. */
  readonly earlier: string | undefined;
}

type Shown = Pick<Editor, 'activity' | 'runs' | 'session' | 'types'>;

/** Undefined when no run of the document has pictures. Subscribes to changes. */
export function resultNow({ activity, runs, session, types }: Shown): ResultNow | undefined {
  const shown = session.value;
  if (!shown) return undefined;
  const { document, whole } = shown;
  const { pictures, earlier } = activity.value;
  const own = runs.value.filter(
    (run) => run.document === document.id && run.files.length > 0 && run.state !== 'queued',
  );
  const isNow = ({ node, url }: RunFile): boolean =>
    earlier[node] === undefined && pictures[node]?.some((each) => each.url === url) === true;
  const now = own.find((run) => run.state === 'done' && resultPictures(run).every(isNow));
  const run = now ?? own.find(({ state }) => state === 'done') ?? own[0];
  if (!run) return undefined;
  const files = resultPictures(run);
  const reason = now ? undefined : files.map(({ node }) => earlier[node]).find((each) => each !== undefined);
  return { run, files, earlier: reason && earlierText(reason, whole.value, types.value) };
}
