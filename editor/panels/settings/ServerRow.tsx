/** A setting of the server: a choice or a text, and what became of it. */
import { useId } from 'preact/hooks';
import type { SettingName } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import { keyHandler } from '../../key-events.ts';
import { Row } from './Section.tsx';
import type { ServerSettings } from './use-server-settings.ts';

export interface ServerRowProps {
  readonly server: ServerSettings;
  readonly name: SettingName;
  readonly title: string;
  readonly hint?: string | undefined;
  /** The choices with their names. Without them it is a text. */
  readonly choices?: readonly (readonly [string, string])[] | undefined;
  /** An example, for a text without a default that the server knows. */
  readonly example?: string | undefined;
  /** Called with a text at every key. */
  readonly onInput?: ((text: string) => void) | undefined;
}

export function ServerRow({ server, name, title, hint, choices, example = '', onInput }: ServerRowProps) {
  const id = useId();
  const setting = server.view?.settings[name];
  if (!setting) return null;
  const { kept, used, fixed, usual } = setting;
  const problem = server.problems[name];
  const shown = fixed === undefined ? (kept ?? '') : (used ?? '');
  const commit = (value: string): void => {
    const text = value.trim();
    if (text !== shown || problem !== undefined) void server.change({ [name]: text === '' ? null : text });
  };
  const described = problem === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': id };
  return (
    <Row title={title} hint={hint} more={stateText({ kept, used, fixed })}>
      {choices ? (
        <select
          class="pn-text st-select"
          aria-label={title}
          value={shown}
          disabled={fixed !== undefined}
          {...described}
          onChange={(event) => commit(event.currentTarget.value)}
        >
          {choices.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      ) : (
        <input
          class="pn-text st-input"
          aria-label={title}
          value={shown}
          disabled={fixed !== undefined}
          placeholder={usual ?? example}
          spellcheck={false}
          autocomplete="off"
          {...described}
          onInput={(event) => onInput?.(event.currentTarget.value)}
          onBlur={(event) => commit(event.currentTarget.value)}
          onKeyDown={keyHandler((event) => {
            if (event.key === 'Enter') commit(event.currentTarget.value);
          })}
        />
      )}
      {problem !== undefined && (
        <p id={id} class="pn-small pn-wrong st-problem" role="alert">
          {problem}
        </p>
      )}
    </Row>
  );
}

interface State {
  readonly kept: string | undefined;
  readonly used: string | undefined;
  readonly fixed: string | undefined;
}

/** @returns undefined when the kept value is in use. */
function stateText({ kept, used, fixed }: State): string | undefined {
  if (fixed !== undefined) return t('Fixed by {option} when the server was started.', { option: fixed });
  return kept === used ? undefined : t('Used as soon as the server is started again.');
}
