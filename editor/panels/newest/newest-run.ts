/** The pictures that a document made last. */
import type { PictureFile, RunInfo } from '../../../engine/protocol/index.ts';
import type { Editor } from '../../editor-context.ts';
import { resultPictures } from '../text/run.ts';

export interface Newest {
  readonly run: RunInfo;
  readonly picture: PictureFile;
  /** The picture of the run before; undefined without one. */
  readonly before: PictureFile | undefined;
  /** All runs of the document with pictures, newest first. */
  readonly runs: readonly RunInfo[];
}

/** @returns undefined while the shown document has made no picture. */
export function newestPicture({ session, runs }: Editor): Newest | undefined {
  const document = session.value?.document.id;
  const own = runs.value
    .filter((run) => run.document === document && run.state !== 'queued' && resultPictures(run).length > 0)
    .toSorted((a, b) => b.number - a.number);
  const [run, earlier] = own;
  // The last file is that of the node that finished last.
  const picture = run && resultPictures(run).at(-1);
  return picture && { run, picture, before: earlier && resultPictures(earlier).at(-1), runs: own };
}
