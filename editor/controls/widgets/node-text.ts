/** The text that a node wrote. It grows while the node is running. */
import { computed, effect, type ReadonlySignal } from '@preact/signals';
import { NODE } from '../../document/layout/geometry.ts';
import type { Editor, Session } from '../../editor-context.ts';
import { h } from '../../dom.ts';
import { shieldCanvas } from './shield-canvas.ts';
import { t } from '../../i18n/t.ts';

export interface NodeText {
  readonly element: HTMLElement;
  /** In canvas pixels; 0 when the node wrote nothing. */
  readonly height: ReadonlySignal<number>;
  destroy(): void;
}

export function createNodeText(editor: Editor, session: Session, node: string): NodeText {
  const activity = computed(() => (editor.session.value === session ? editor.activity.value.nodes[node] : undefined));
  const text = computed(() => activity.value?.text ?? '');
  const height = computed(() => (text.value === '' ? 0 : NODE.text));
  const area = h('textarea', { class: 'node-text', readOnly: true });
  area.setAttribute('aria-label', t('Written text'));
  const element = h('div', { class: 'node-text-frame', hidden: true }, area);
  shieldCanvas(element);
  const stop = effect(() => {
    element.hidden = height.value === 0;
    element.style.height = `${height.value}px`;
    area.value = text.value;
    // The end is what is new.
    if (activity.value?.state === 'running') area.scrollTop = area.scrollHeight;
  });
  return {
    element,
    height,
    destroy() {
      stop();
      element.remove();
    },
  };
}
