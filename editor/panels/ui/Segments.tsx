/** A radio group of a few choices side by side. */
import { useId } from 'preact/hooks';

export interface SegmentsProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: readonly (readonly [V, string])[];
  readonly onChange: (value: V) => void;
}

export function Segments<V extends string>({ label, value, options, onChange }: SegmentsProps<V>) {
  const name = useId();
  return (
    <fieldset class="pn-segments">
      <legend class="visually-hidden">{label}</legend>
      {options.map(([option, title]) => (
        <label key={option} class={option === value ? 'pn-segment pn-segment-on' : 'pn-segment'}>
          <input type="radio" name={name} value={option} checked={option === value} onChange={() => onChange(option)} />
          <span>{title}</span>
        </label>
      ))}
    </fieldset>
  );
}
