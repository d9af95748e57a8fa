/** A model of the server: what it is, its size, how much of it is in memory, and a button that uses it. */
import type { LoadedModel, ModelInfo } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import { bytesText } from '../../words.ts';
import { Button } from '../ui/Button.tsx';

export interface ModelRowProps {
  readonly model: ModelInfo;
  /** Its parts that are in memory. */
  readonly loaded: readonly LoadedModel[];
  readonly use: () => void;
}

export function ModelRow({ model, loaded, use }: ModelRowProps) {
  const { name, model: what, format, bytes, licence, triggers = [] } = model;
  const inMemory = loaded.reduce((sum, { copied, mapped }) => sum + copied + mapped, 0);
  return (
    <li class="md-model">
      <div class="pn-grow">
        <p class="md-name">{name}</p>
        <p class="pn-small">{[what, format, bytesText(bytes)].filter(Boolean).join(' · ')}</p>
        {licence !== undefined && <p class="pn-small pn-warned">{licence}</p>}
        {triggers.length > 0 && (
          <p class="pn-small">{t('Say in the prompt: {phrases}', { phrases: triggers.join(', ') })}</p>
        )}
        {loaded.length > 0 && <p class="pn-small md-loaded">{t('In memory: {size}', { size: bytesText(inMemory) })}</p>}
      </div>
      <Button title={t('For the selected node that loads such models, or for a new one')} onClick={use}>
        {t('Use')}
      </Button>
    </li>
  );
}
