/** The colours of items, as a row of dots to choose from. */
import { useId } from 'preact/hooks';
import { COLOURS } from '../../canvas/scene/tint.ts';
import { t } from '../../i18n/t.ts';

export interface ColoursProps {
  /** Undefined: no colour. '': several items with different colours. */
  readonly value: string | undefined;
  readonly onChange: (colour: string | undefined) => void;
}

export function Colours({ value, onChange }: ColoursProps) {
  const name = useId();
  return (
    <fieldset class="pn-colours">
      <legend class="pn-label">{t('Colour')}</legend>
      <Dot
        name={name}
        title={t('None')}
        token="--surface-3"
        checked={value === undefined}
        onChoose={() => onChange(undefined)}
      />
      {Object.entries(COLOURS).map(([colour, { title, token }]) => (
        <Dot
          key={colour}
          name={name}
          title={t(title)}
          token={token}
          checked={value === colour}
          onChoose={() => onChange(colour)}
        />
      ))}
    </fieldset>
  );
}

interface DotProps {
  readonly name: string;
  readonly title: string;
  readonly token: string;
  readonly checked: boolean;
  readonly onChoose: () => void;
}

function Dot({ name, title, token, checked, onChoose }: DotProps) {
  return (
    <label class="pn-colour" title={title} style={{ '--dot': `var(${token})` }}>
      <input type="radio" name={name} checked={checked} aria-label={title} onChange={onChoose} />
    </label>
  );
}
