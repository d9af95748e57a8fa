/** Sockets as buttons: their colour says the type, their form whether it is one value or several. */
import type { CatalogueOutput, InputDefinition } from '../../../../engine/protocol/index.ts';
import { socketName } from '../../../document/graph/socket-names.ts';
import { h } from '../../../dom.ts';

const SEVERAL = new Set(['images', 'files', 'numbers']);

/** What a socket is, on its element. */
export interface SocketLook {
  readonly side: 'input' | 'output';
  readonly name: string;
  readonly title: string;
  readonly type: string;
  readonly several: boolean;
  readonly optional: boolean;
  /** Its value can be written instead. */
  readonly literal: boolean;
}

export function inputLook(name: string, input: InputDefinition, type: string): SocketLook {
  return {
    side: 'input',
    name,
    title: input.title ?? name,
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
    title: output.title ?? name,
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
  button.style.setProperty('--colour', `var(--socket-${look.type}, var(--socket))`);
  button.dataset['form'] = look.several ? 'several' : look.type === 'any' ? 'any' : 'one';
  button.classList.toggle('is-connected', connected);
  button.classList.toggle('is-literal', look.literal);
  const kind = look.side === 'output' ? 'gives' : 'takes';
  const text = `${look.title} ${kind} ${socketName(look.type)}${look.optional ? ' (optional)' : ''}`;
  button.title = text;
  button.setAttribute(
    'aria-label',
    `${look.side === 'output' ? 'Output' : 'Input'}: ${text}${connected ? ', connected' : ''}`,
  );
}
