/** How the canvas behaves. */
import type { Editor, Settings } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { Section, SwitchRow } from './Section.tsx';

export function CanvasSettings({ editor: { settings } }: { readonly editor: Editor }) {
  const { snap, minimap, autoRun } = settings.value;
  const change = (next: Partial<Settings>): void => void (settings.value = { ...settings.peek(), ...next });
  return (
    <Section title={t('Canvas')} kept={t('Kept in this browser.')}>
      <SwitchRow
        title={t('Snap to the grid')}
        hint={t('Nodes you drag stop at the lines of the grid.')}
        on={snap}
        onChange={(on) => change({ snap: on })}
      />
      <SwitchRow
        title={t('Minimap')}
        hint={t('A small picture of the whole graph in the corner.')}
        on={minimap}
        onChange={(on) => change({ minimap: on })}
      />
      <SwitchRow
        title={t('Run on every change')}
        hint={t('Off again when you open this page anew, so that nothing runs unasked.')}
        on={autoRun}
        onChange={(on) => change({ autoRun: on })}
      />
    </Section>
  );
}
