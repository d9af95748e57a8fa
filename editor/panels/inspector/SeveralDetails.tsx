/** Several selected items, and what can be done with all of them. */
import {
  align,
  arrange,
  distribute,
  duplicateItems,
  groupItems,
  removeItems,
  setColour,
  setMode,
} from '../../document/commands/index.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import type { SessionProps } from '../props.ts';
import type { IconName } from '../../icons.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { selectItem } from '../ui/select-item.ts';
import { Colours } from './Colours.tsx';
import { msg, t } from '../../i18n/t.ts';

export interface SeveralDetailsProps extends SessionProps {
  /** Ids of the selected nodes. */
  readonly nodes: readonly string[];
  /** Keys of all selected items. */
  readonly keys: readonly string[];
  /** The number of selected nodes, notes and groups. */
  readonly count: number;
}

const ALIGNMENTS = [
  ['left', 'alignStartVertical', msg('Align left edges')],
  ['centre-x', 'alignCenterVertical', msg('Align centres in a column')],
  ['right', 'alignEndVertical', msg('Align right edges')],
  ['top', 'alignStartHorizontal', msg('Align top edges')],
  ['centre-y', 'alignCenterHorizontal', msg('Align centres in a row')],
  ['bottom', 'alignEndHorizontal', msg('Align bottom edges')],
] as const satisfies readonly (readonly [Parameters<typeof align>[3], IconName, string])[];

export function SeveralDetails({ editor, session, nodes, keys, count }: SeveralDetailsProps) {
  const { document } = session;
  const workflow = document.workflow.value;
  const types = editor.types.value;
  const now = (): typeof workflow => document.workflow.peek();
  const modes = new Set(nodes.map((id) => workflow.nodes[id]?.mode));
  const haveAll = (mode: 'mute' | 'bypass'): boolean => modes.size === 1 && modes.has(mode);
  const toggle = (mode: 'mute' | 'bypass'): void =>
    session.run(setMode(now(), nodes, haveAll(mode) ? undefined : mode));
  const colours = new Set(nodes.map((id) => workflow.view?.nodes?.[id]?.colour));
  return (
    <>
      <header class="pn-head">
        <h2>{t('{count} selected', { count })}</h2>
      </header>
      <div class="pn-body pn-stack">
        <div role="group" aria-label={t('Align and distribute')} class="pn-tools">
          {ALIGNMENTS.map(([edge, icon, label]) => (
            <IconButton
              key={edge}
              icon={icon}
              label={t(label)}
              onClick={() => session.run(align(now(), types, keys, edge))}
            />
          ))}
          <IconButton
            icon="alignHorizontalDistributeCenter"
            label={t('Distribute in a row')}
            disabled={count < 3}
            onClick={() => session.run(distribute(now(), types, keys, 'x'))}
          />
          <IconButton
            icon="alignVerticalDistributeCenter"
            label={t('Distribute in a column')}
            disabled={count < 3}
            onClick={() => session.run(distribute(now(), types, keys, 'y'))}
          />
        </div>
        <div class="pn-actions">
          <Button icon="workflow" onClick={() => session.run(arrange(now(), types, keys))}>
            {t('Arrange')}
          </Button>
          <Button
            icon="group"
            disabled={nodes.length === 0}
            onClick={() => session.run(groupItems(now(), keys, t('Group')))}
          >
            {t('Group')}
          </Button>
          <Button icon="copy" onClick={() => session.run(duplicateItems(now(), types, keys))}>
            {t('Duplicate')}
          </Button>
          <Button icon="volumeX" pressed={haveAll('mute')} disabled={nodes.length === 0} onClick={() => toggle('mute')}>
            {t('Mute')}
          </Button>
          <Button
            icon="route"
            pressed={haveAll('bypass')}
            disabled={nodes.length === 0}
            onClick={() => toggle('bypass')}
          >
            {t('Bypass')}
          </Button>
          <Button icon="trash2" kind="danger" onClick={() => session.run(removeItems(now(), types, keys))}>
            {t('Delete')}
          </Button>
        </div>
        <Colours
          value={colours.size === 1 ? [...colours][0] : ''}
          onChange={(value) => session.run(setColour(now(), keys, value))}
        />
        <ul class="pn-plain-list" aria-label={t('Selected nodes')}>
          {nodes.map((id) => (
            <li key={id}>
              <button type="button" class="pn-list-button pn-clip" onClick={() => selectItem(session, id)}>
                {nodeTitle(workflow, types, id)}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
