/** An action with its keys, and a field that takes new ones by pressing them. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Action, Settings } from '../../../editor-context.ts';
import { t } from '../../../i18n/t.ts';
import { keyHandler } from '../../../key-events.ts';
import { isMac } from '../../../keyboard.ts';
import { keyParts } from '../../text/keys.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Keys } from '../../ui/Keys.tsx';
import { canChange, given, ownerOf, reset } from './changes.ts';
import { combinationOf } from './combination.ts';

export interface KeyRowProps {
  readonly action: Action;
  readonly actions: readonly Action[];
  readonly own: Settings['keys'];
  readonly change: (keys: Settings['keys']) => void;
}

export function KeyRow({ action, actions, own, change }: KeyRowProps) {
  const [isAsking, setAsking] = useState(false);
  const { id, title, keys = [], usualKeys } = action;
  const take = (combination: string): void => {
    setAsking(false);
    change(given(own, actions, id, combination));
  };
  return (
    <li class="st-key">
      <span class="pn-grow">{title}</span>
      {isAsking ? (
        <NewKeys action={action} actions={actions} take={take} leave={() => setAsking(false)} />
      ) : (
        <>
          {keys.map((each) => (
            <Keys key={each} keys={each} />
          ))}
          {canChange(action) && (
            <>
              {usualKeys && (
                <IconButton
                  icon="rotateCcw"
                  label={t('Usual keys for {action}', { action: title })}
                  onClick={() => change(reset(own, actions, id))}
                />
              )}
              {keys.length > 0 && (
                <IconButton
                  icon="x"
                  label={t('No keys for {action}', { action: title })}
                  onClick={() => change({ ...own, [id]: [] })}
                />
              )}
              <IconButton
                icon="keyboard"
                label={t('Change the keys of {action}', { action: title })}
                onClick={() => setAsking(true)}
              />
            </>
          )}
        </>
      )}
    </li>
  );
}

interface NewKeysProps {
  readonly action: Action;
  readonly actions: readonly Action[];
  readonly take: (combination: string) => void;
  readonly leave: () => void;
}

function NewKeys({ action, actions, take, leave }: NewKeysProps) {
  const field = useRef<HTMLButtonElement>(null);
  const [wanted, setWanted] = useState<string | undefined>(undefined);
  useEffect(() => field.current?.focus(), []);
  const owner = wanted === undefined ? undefined : ownerOf(actions, wanted, action.id);
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return leave();
    const combination = combinationOf(event, isMac());
    if (combination === undefined) return;
    if (ownerOf(actions, combination, action.id)) setWanted(combination);
    else take(combination);
  };
  return (
    <>
      <button
        ref={field}
        type="button"
        class="st-press"
        title={t('New keys for {action}: press them, or Escape to leave', { action: action.title })}
        onKeyDown={keyHandler(press)}
      >
        {wanted === undefined ? t('Press the keys…') : keyParts(wanted, isMac()).join(' ')}
      </button>
      {owner && wanted !== undefined && (
        <span class="st-clash" role="alert">
          {canChange(owner)
            ? t('{other} has these keys.', { other: owner.title })
            : t('{other} has these keys, and keeps them.', { other: owner.title })}
          {canChange(owner) && <Button onClick={() => take(wanted)}>{t('Take them')}</Button>}
        </span>
      )}
      <Button kind="quiet" onClick={leave}>
        {t('Cancel')}
      </Button>
    </>
  );
}
