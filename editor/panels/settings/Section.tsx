/** A section of the settings, and the rows in it. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export interface SectionProps {
  readonly title: string;
  /** Says where the settings of the section are kept. */
  readonly kept: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Section({ title, kept, children }: SectionProps) {
  const id = useId();
  return (
    <section class="st-section" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <p class="pn-small">{kept}</p>
      </header>
      <div class="st-rows">{children}</div>
    </section>
  );
}

export interface RowProps {
  readonly title: string;
  /** Says what the setting does. */
  readonly hint?: ComponentChildren;
  /** Says what else counts, below the hint. */
  readonly more?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A setting: its name and purpose on the left, its control on the right. The control has a name of its own. */
export function Row({ title, hint, more, children }: RowProps) {
  return (
    <div class="st-row">
      <div class="st-row-text">
        <p class="st-row-title">{title}</p>
        {hint !== undefined && <p class="pn-small">{hint}</p>}
        {more !== undefined && <p class="pn-small">{more}</p>}
      </div>
      <div class="st-row-control">{children}</div>
    </div>
  );
}

export interface SwitchRowProps {
  readonly title: string;
  readonly hint?: string | undefined;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

export function SwitchRow({ title, hint, on, onChange }: SwitchRowProps) {
  return (
    <Row title={title} hint={hint}>
      <input
        type="checkbox"
        role="switch"
        class="app-switch"
        aria-label={title}
        checked={on}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </Row>
  );
}
