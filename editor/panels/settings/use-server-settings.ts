/** The settings of the server, for the page that shows them: loaded once, and after every change as the server says. */
import { useEffect, useState } from 'preact/hooks';
import type { SettingName, SettingsChange, SettingsView } from '../../../engine/protocol/index.ts';
import { ApiError } from '../../client/api.ts';
import type { Editor } from '../../editor-context.ts';
import { messageOf } from '../../words.ts';

export interface ServerSettings {
  /** Undefined until the server has answered. */
  readonly view: SettingsView | undefined;
  /** Why there is no view. */
  readonly failure: string | undefined;
  /** Sentences about values that the server refused, by setting. */
  readonly problems: Readonly<Partial<Record<SettingName | 'models', string>>>;
  /** @returns whether the server took the change. */
  change(change: SettingsChange): Promise<boolean>;
}

export function useServerSettings({ api, notify }: Editor): ServerSettings {
  const [view, setView] = useState<SettingsView | undefined>(undefined);
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const [problems, setProblems] = useState<ServerSettings['problems']>({});
  useEffect(() => {
    api.serverSettings().then(setView, (error: unknown) => setFailure(messageOf(error)));
  }, [api]);
  const change = async (changed: SettingsChange): Promise<boolean> => {
    const touched = Object.keys(changed) as (keyof SettingsChange)[];
    const others = Object.fromEntries(
      Object.entries(problems).filter(([name]) => !touched.some((each) => each === name)),
    );
    try {
      setView(await api.changeServerSettings(changed));
      setProblems(others);
      return true;
    } catch (error) {
      const issues = error instanceof ApiError ? error.issues : [];
      setProblems({ ...others, ...Object.fromEntries(issues.map(({ input = '', message }) => [input, message])) });
      if (issues.length === 0) notify('error', messageOf(error));
      return false;
    }
  };
  return { view, failure, problems, change };
}
