/** The prompt and seed of a finished run, once its details are loaded. */
import { useEffect, useState } from 'preact/hooks';
import type { RunDetail } from '../../../engine/protocol/index.ts';
import type { Editor } from '../../editor-context.ts';
import { promptOf, seedOf } from '../text/run.ts';
import { runDetail } from './details.ts';

export interface MadeOf {
  readonly prompt: string | undefined;
  readonly seed: string | undefined;
  readonly detail: RunDetail;
}

/** @param wanted whether to load the details. @returns undefined before they are loaded, or if they cannot be. */
export function useMadeOf(editor: Editor, run: string, wanted = true): MadeOf | undefined {
  const [detail, setDetail] = useState<RunDetail>();
  useEffect(() => {
    let current = true;
    if (wanted)
      runDetail(editor.api, run).then(
        (found) => current && setDetail(found),
        () => undefined,
      );
    return () => {
      current = false;
    };
  }, [run, wanted]);
  if (detail?.id !== run) return undefined;
  const types = editor.types.value;
  return { detail, prompt: promptOf(detail.workflow, types), seed: seedOf(detail.workflow, types) };
}
