/** A PNG that contains the workflow: a picture of the graph, or the latest result. */
import { useEffect, useState } from 'preact/hooks';
import { fileNameOf } from '../../../document/transfer/share.ts';
import { resultNow } from '../../text/result-now.ts';
import { Button } from '../../ui/Button.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { useLoaded } from '../../hooks/use-loaded.ts';
import { downloadBlob } from './download.ts';
import type { SessionProps } from '../../props.ts';
import { t } from '../../../i18n/t.ts';

type Of = 'result' | 'graph';

export function SharePicture({ editor, session }: SessionProps) {
  const workflow = session.whole.value;
  const now = resultNow(editor);
  const result = now?.files[0];
  const [of, setOf] = useState<Of>(result ? 'result' : 'graph');
  const loaded = useLoaded(`${of} ${result?.url ?? ''}`, () =>
    editor.api.sharePicture(workflow, of === 'result' ? result : undefined),
  );
  const blob = loaded.state === 'done' ? loaded.value : undefined;
  const url = useBlobUrl(blob);
  const copy = async (): Promise<void> => {
    if (!blob) return;
    try {
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
      editor.notify('done', t('The picture is on the clipboard. Some programs remove the workflow from it.'));
    } catch {
      editor.notify('error', t('The browser does not let this page copy pictures.'));
    }
  };
  return (
    <div class="pn-stack">
      {result && (
        <Segments<Of>
          label={t('Picture of')}
          value={of}
          options={[
            ['result', t('Latest result')],
            ['graph', t('Graph')],
          ]}
          onChange={setOf}
        />
      )}
      {of === 'result' && now?.earlier !== undefined && (
        <p class="pn-small pn-warned" role="note">
          {now.earlier} {t('The PNG would carry the present workflow. Run it first to share what it makes.')}
        </p>
      )}
      <div class={of === 'result' && now?.earlier !== undefined ? 'pn-share-picture is-earlier' : 'pn-share-picture'}>
        {url !== undefined && <img src={url} alt={of === 'result' ? t('The latest result') : t('The graph')} />}
        {loaded.state === 'failed' && <p role="alert">{loaded.message}</p>}
      </div>
      <p class="pn-small">{t('The workflow is inside the picture. Drop it on a canvas to open it again.')}</p>
      <div class="pn-actions">
        <Button
          kind="primary"
          icon="download"
          disabled={!blob}
          onClick={() => blob && downloadBlob(blob, `${fileNameOf(workflow.name)}.png`)}
        >
          {t('Download PNG')}
        </Button>
        <Button icon="copy" disabled={!blob} onClick={() => void copy()}>
          {t('Copy picture')}
        </Button>
      </div>
    </div>
  );
}

/** An object URL for a blob, revoked when the blob changes or the component goes. */
function useBlobUrl(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!blob) return undefined;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
      setUrl(undefined);
    };
  }, [blob]);
  return blob ? url : undefined;
}
