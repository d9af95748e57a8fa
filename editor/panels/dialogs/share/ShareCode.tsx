/** The workflow as code to paste: a command, a call of the HTTP API, a program. */
import { useState } from 'preact/hooks';
import { asApiCall, asCommand, asTypeScript } from '../../../document/transfer/share.ts';
import { Button } from '../../ui/Button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { useLoaded } from '../../hooks/use-loaded.ts';
import { Segments } from '../../ui/Segments.tsx';
import type { SessionProps } from '../../props.ts';
import { msg, t } from '../../../i18n/t.ts';

type Language = 'command' | 'api' | 'typescript';

const LANGUAGES = [
  ['command', msg('Command')],
  ['api', msg('API call')],
  ['typescript', 'TypeScript'],
] as const;
const HINTS: Readonly<Record<Language, string>> = {
  command: msg('Runs the saved file in a shell. Add --set name=value to change a value of the form.'),
  api: msg('Queues one run on this server.'),
  typescript: msg('Runs the saved file from a program of yours.'),
};
const NAMES: Readonly<Record<Language, string>> = {
  command: msg('The command'),
  api: msg('The call'),
  typescript: msg('The program'),
};

export function ShareCode({ editor, session }: SessionProps) {
  const [language, setLanguage] = useState<Language>('command');
  const [all, setAll] = useState(false);
  const workflow = session.whole.value;
  const types = editor.types.value;
  const file = session.info.value.file;
  const access = useLoaded('session', () => editor.api.session());
  const needsToken = access.state === 'done' && access.value.token;
  const options = { ...(file === undefined ? {} : { file }), ...(all ? { set: 'all' as const } : {}) };
  const write: Readonly<Record<Language, () => string>> = {
    command: () => asCommand(workflow, types, options),
    api: () => asApiCall(workflow, types, { origin: location.origin, token: needsToken }),
    typescript: () => asTypeScript(workflow, types, options),
  };
  const text = write[language]();
  return (
    <div class="pn-stack">
      <Segments<Language>
        label={t('Language')}
        value={language}
        options={LANGUAGES.map(([key, title]) => [key, t(title)] as const)}
        onChange={setLanguage}
      />
      <pre class="pn-code" tabIndex={0} aria-label={t(NAMES[language])}>
        <code>{text}</code>
      </pre>
      <p class="pn-small">
        {t(HINTS[language])}
        {language === 'api' && needsToken ? ` ${t('It reads the token from INKLOOM_TOKEN.')}` : ''}
        {session.unsaved.value && language !== 'api'
          ? ` ${t('It runs the file as it was last saved, so save first.')}`
          : ''}
      </p>
      {language !== 'api' && Object.keys(workflow.parameters ?? {}).length > 0 && (
        <label class="pn-check">
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
          <span>{t('Write out every value of the form')}</span>
        </label>
      )}
      <div class="pn-actions">
        <Button kind="primary" icon="copy" onClick={() => void copyText(editor, text, t(NAMES[language]))}>
          {t('Copy')}
        </Button>
      </div>
    </div>
  );
}
