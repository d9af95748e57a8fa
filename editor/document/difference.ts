/** One difference between two workflows. */
import { t } from '../i18n/t.ts';

export interface Difference {
  readonly kind: 'added' | 'removed' | 'changed';
  /** A node by its title, a parameter, or the workflow. */
  readonly subject: string;
  /** The id of the node, when the subject is one. */
  readonly node?: string | undefined;
  /** The part that differs: an input, the title, the mode. Undefined for the whole subject. */
  readonly what?: string | undefined;
  /** Values as text: "20", "from Decode". Undefined when there was or is none. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** A difference as a sentence: "Steps of Schedule: 20 → 30". */
export function differenceText({ kind, subject, what, before, after }: Difference): string {
  const about = what === undefined ? subject : t('{what} of {subject}', { what: capitalised(what), subject });
  if (kind === 'changed') return `${about}: ${before ?? t('default')} → ${after ?? t('default')}`;
  const said = kind === 'added' ? t('{about} added', { about }) : t('{about} removed', { about });
  const value = after ?? before;
  return value === undefined ? said : `${said}: ${value}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A changed text as a list of one difference; empty when it is the same. */
export function changed(
  about: Pick<Difference, 'subject' | 'node' | 'what'>,
  before: string | undefined,
  after: string | undefined,
): Difference[] {
  return before === after ? [] : [{ kind: 'changed', ...about, before, after }];
}
