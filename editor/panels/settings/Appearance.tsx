/** Language and theme. */
import type { Editor, Settings } from '../../editor-context.ts';
import { LANGUAGES } from '../../i18n/language.ts';
import { t } from '../../i18n/t.ts';
import { Segments } from '../ui/Segments.tsx';
import { Row, Section } from './Section.tsx';

export function Appearance({ editor: { settings } }: { readonly editor: Editor }) {
  const { language, theme } = settings.value;
  const change = (next: Partial<Settings>): void => void (settings.value = { ...settings.peek(), ...next });
  return (
    <Section title={t('Appearance')} kept={t('Kept in this browser.')}>
      <Row title={t('Language')} hint={t('“System” is the first language of your browser that Inkloom speaks.')}>
        <select
          class="pn-text st-select"
          aria-label={t('Language')}
          value={language}
          onChange={(event) => change({ language: event.currentTarget.value as Settings['language'] })}
        >
          <option value="system">{t('System')}</option>
          {Object.entries(LANGUAGES).map(([tag, name]) => (
            <option key={tag} value={tag} lang={tag}>
              {name}
            </option>
          ))}
        </select>
      </Row>
      <Row title={t('Theme')}>
        <Segments
          label={t('Theme')}
          value={theme}
          options={[
            ['system', t('System')],
            ['light', t('Light')],
            ['dark', t('Dark')],
          ]}
          onChange={(next) => change({ theme: next })}
        />
      </Row>
    </Section>
  );
}
