/** What the server and the runs say, by time. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { LogEntry, LogLevel } from '../../../engine/protocol/index.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import type { Editor } from '../../editor-context.ts';
import { t } from '../../i18n/t.ts';
import { language } from '../../i18n/language.ts';
import { IconButton } from '../ui/Button.tsx';
import { copyText } from '../ui/copy-text.ts';
import { Empty } from '../ui/Empty.tsx';
import { filtered, LEVELS, type LogFilter, runsOf } from './filter.ts';
import { LogLine } from './LogLine.tsx';
import { levelNames, sentenceOfEntry } from './sentence.ts';
import '../../style/panels/log.css';

/** CSS pixels from the end at which the list still follows new entries. */
const NEAR_END = 24;

export interface LogPanelProps {
  readonly editor: Editor;
  readonly close: () => void;
}

export function LogPanel({ editor, close }: LogPanelProps) {
  const { log } = editor;
  const [filter, setFilter] = useState<LogFilter>({ level: 'info', run: undefined });
  const list = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useEffect(() => log.open(), [log]);
  const all = log.entries.value;
  const shown = filtered(all, filter);
  const last = shown.at(-1)?.id;
  useLayoutEffect(() => {
    if (follows.current && list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [last]);
  const textOf = (entry: LogEntry): string => sentenceOfEntry(entry, (node) => titleIn(editor, node));
  const copy = (): void => {
    const lines = shown.map((entry) => `${new Date(entry.time).toISOString()} ${entry.level} ${textOf(entry)}`);
    void copyText(editor, lines.join('\n'), t('The log'));
  };
  const names = levelNames();
  const choices: Readonly<Record<LogLevel, string>> = {
    detail: t('Everything'),
    info: t('Without details'),
    warning: t('Warnings'),
    error: t('Errors'),
  };
  return (
    <section class="pn-panel pn-log" aria-label={t('Log')}>
      <header class="pn-head">
        <h2>{t('Log')}</h2>
        <IconButton icon="copy" label={t('Copy what is shown')} disabled={shown.length === 0} onClick={copy} />
        <IconButton icon="trash2" label={t('Clear the list')} disabled={all.length === 0} onClick={() => log.clear()} />
        <IconButton icon="x" label={t('Close the log')} onClick={close} />
      </header>
      <div class="pn-log-filter">
        <select
          class="pn-text"
          aria-label={t('Least important level')}
          value={filter.level}
          onChange={(event) => setFilter({ ...filter, level: event.currentTarget.value as LogLevel })}
        >
          {LEVELS.map((level) => (
            <option key={level} value={level}>
              {choices[level]}
            </option>
          ))}
        </select>
        <select
          class="pn-text"
          aria-label={t('Run')}
          value={filter.run ?? ''}
          onChange={(event) => setFilter({ ...filter, run: event.currentTarget.value || undefined })}
        >
          <option value="">{t('All runs')}</option>
          {runsOf(all).map(({ id, number, name }) => (
            <option key={id} value={id}>{`#${number} ${name}`}</option>
          ))}
        </select>
      </div>
      {shown.length === 0 && (
        <Empty icon="scrollText">
          {log.failure.value ?? t('Nothing to tell yet. Runs and the server write here.')}
        </Empty>
      )}
      <div
        class="pn-log-list"
        ref={list}
        role="log"
        aria-label={t('Entries')}
        tabIndex={0}
        hidden={shown.length === 0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
          (follows.current = scrollHeight - scrollTop - clientHeight < NEAR_END)
        }
      >
        {shown.map((entry) => (
          <LogLine key={entry.id} entry={entry} level={names[entry.level]} text={textOf(entry)} tag={language.value} />
        ))}
      </div>
    </section>
  );
}

/** The title of a node where the shown document has it; else its id. */
function titleIn(editor: Editor, node: string): string {
  const workflow = editor.session.value?.document.workflow.peek();
  const [outer = node] = node.split('/');
  return workflow?.nodes[outer] ? nodeTitle(workflow, editor.types.peek(), outer) : node;
}
