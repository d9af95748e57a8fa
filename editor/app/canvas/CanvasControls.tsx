/** Zoom, fit, add, arrange and the minimap as buttons on the canvas. Keys do the same; the tooltips name them. */
import { useComputed } from '@preact/signals';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { ActionButton, titleOf } from '../page/ActionButton.tsx';

export function CanvasControls({ editor }: { readonly editor: Editor }) {
  // Rounded here, so that moving the view alone renders nothing.
  const percent = useComputed(() => Math.round((editor.session.value?.viewport.value.k ?? 1) * 100)).value;
  const reset = (): void => {
    editor.actions
      .peek()
      .find(({ id }) => id === 'view.zoom-reset')
      ?.run();
  };
  return (
    <div class="app-controls" role="toolbar" aria-label={t('View of the canvas')}>
      <ActionButton editor={editor} action="graph.add-node" icon="plus" />
      <ActionButton editor={editor} action="graph.arrange" icon="layoutDashboard" title={t('Arrange')} />
      <span class="app-controls-gap" />
      <ActionButton editor={editor} action="view.zoom-out" icon="zoomOut" />
      <button
        type="button"
        class="app-controls-zoom"
        aria-label={t('{percent}%. Zoom to 100%', { percent })}
        title={titleOf(editor, 'view.zoom-reset', t('Zoom to 100%'))}
        onClick={reset}
      >
        {t('{percent}%', { percent })}
      </button>
      <ActionButton editor={editor} action="view.zoom-in" icon="zoomIn" />
      <ActionButton editor={editor} action="view.fit" icon="maximize" />
      <ActionButton editor={editor} action="view.minimap" icon="map" pressed={editor.settings.value.minimap} />
    </div>
  );
}
