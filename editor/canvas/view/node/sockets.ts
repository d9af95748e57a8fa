/** Sockets as buttons. Their colour shows the type, their form whether it is one value or several. */
import type { CatalogueOutput, InputDefinition } from '../../../../engine/protocol/index.ts';
import type { WireEnd } from '../../../document/graph/links.ts';
import { socketName } from '../../../document/graph/socket-names.ts';
import { h } from '../../../dom.ts';
import { socketColour } from '../../scene/tint.ts';
import { t } from '../../../i18n/t.ts';

/** Types whose values are lists. */
const SEVERAL = new Set(['images', 'files', 'numbers']);

/** The properties a socket element shows. */
export interface SocketLook {
  readonly side: 'input' | 'output';
  readonly name: string;
  readonly title: string;
  readonly type: string;
  readonly several: boolean;
  readonly optional: boolean;
  /** Whether a value can be written instead of a wire. */
  readonly literal: boolean;
}

export function inputLook(name: string, input: InputDefinition, type: string): SocketLook {
  return {
    side: 'input',
    name,
    title: t(input.title ?? name),
    type,
    several: input.list ?? SEVERAL.has(type),
    optional: input.optional ?? false,
    literal: input.kind !== 'socket',
  };
}

export function outputLook(name: string, output: CatalogueOutput, type: string): SocketLook {
  return {
    side: 'output',
    name,
    title: t(output.title ?? name),
    type,
    several: SEVERAL.has(type),
    optional: false,
    literal: false,
  };
}

export function createSocket(look: SocketLook, connected: boolean): HTMLButtonElement {
  const button = h('button', {
    'class': 'socket',
    'type': 'button',
    'tabindex': '-1',
    'data-side': look.side,
    'data-name': look.name,
  });
  updateSocket(button, look, connected);
  return button;
}

export function updateSocket(button: HTMLButtonElement, look: SocketLook, connected: boolean): void {
  button.style.setProperty('--colour', socketColour(look.type));
  button.dataset['form'] = formOf(look);
  button.classList.toggle('is-connected', connected);
  button.classList.toggle('is-literal', look.literal);
  const [text, label] = textsOf(look);
  button.title = text;
  button.setAttribute('aria-label', connected ? t('{socket}, connected', { socket: label }) : label);
}

/** The tooltip of a socket, and its name for screen readers. */
function textsOf({ side, title, type, optional }: SocketLook): readonly [string, string] {
  const values = { title, type: socketName(type) };
  if (side === 'output') return [t('{title} gives {type}', values), t('Output: {title} gives {type}', values)];
  if (!optional) return [t('{title} takes {type}', values), t('Input: {title} takes {type}', values)];
  return [t('{title} takes {type} (optional)', values), t('Input: {title} takes {type} (optional)', values)];
}

function formOf({ several, type }: SocketLook): 'several' | 'any' | 'one' {
  if (several) return 'several';
  return type === 'any' ? 'any' : 'one';
}

/** The side and name of a socket element. */
export function endOf({ dataset }: HTMLElement): Pick<WireEnd, 'side' | 'name'> {
  return { side: dataset['side'] === 'output' ? 'output' : 'input', name: dataset['name'] ?? '' };
}
