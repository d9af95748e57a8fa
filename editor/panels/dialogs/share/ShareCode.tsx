/** The workflow as something to paste: a command, a call of the HTTP interface, a program. */
import { useState } from 'preact/hooks';
import { asApiCall, asCommand, asTypeScript } from '../../../document/transfer/share.ts';
import { Button } from '../../ui/Button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { Segments } from '../../ui/Segments.tsx';
import type { ShareKindProps } from './share-kind.ts';

type Language = 'command' | 'api' | 'typescript';

const LANGUAGES = [
  ['command', 'Command'],
  ['api', 'API call'],
  ['typescript', 'TypeScript'],
] as const;
const HINTS: Readonly<Record<Language, string>> = {
  command: 'Runs the saved file in a shell. Add --set name=value to change what the form offers.',
  api: 'Queues one run on this server.',
  typescript: 'Runs the saved file in a program of your own.',
};
const NAMES: Readonly<Record<Language, string>> = {
  command: 'The command',
  api: 'The call',
  typescript: 'The program',
};

export function ShareCode({ editor, session }: ShareKindProps) {
  const [language, setLanguage] = useState<Language>('command');
  const [all, setAll] = useState(false);
  const workflow = session.document.workflow.value;
  const types = editor.types.value;
  const file = session.info.value.file;
  const options = { ...(file === undefined ? {} : { file }), ...(all ? { set: 'all' as const } : {}) };
  const text =
    language === 'command'
      ? asCommand(workflow, types, options)
      : language === 'api'
        ? asApiCall(workflow, types, { origin: location.origin, token: editor.api.hasToken })
        : asTypeScript(workflow, types, options);
  return (
    <div class="pn-stack">
      <Segments<Language> label="Language" value={language} options={LANGUAGES} onChange={setLanguage} />
      <pre class="pn-code" tabIndex={0} aria-label={NAMES[language]}>
        <code>{text}</code>
      </pre>
      <p class="pn-small">
        {HINTS[language]}
        {language === 'api' && editor.api.hasToken ? ' Its token is read from INKLOOM_TOKEN.' : ''}
        {session.unsaved.value && language !== 'api' ? ' Save first: it runs the file as it was saved.' : ''}
      </p>
      {language !== 'api' && Object.keys(workflow.parameters ?? {}).length > 0 && (
        <label class="pn-check">
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
          <span>Write out everything the form offers</span>
        </label>
      )}
      <div class="pn-actions">
        <Button kind="primary" icon="copy" onClick={() => void copyText(editor, text, NAMES[language])}>
          Copy
        </Button>
      </div>
    </div>
  );
}
