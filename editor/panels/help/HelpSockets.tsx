/** The inputs and outputs of a node on its help page. */
import type { ComponentChildren } from 'preact';
import type { CatalogueNode, InputDefinition } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../../document/graph/catalogue.ts';
import { t } from '../../i18n/t.ts';
import { nameTitle, socketTitle } from '../text/node.ts';
import { defaultText, kindText } from './input-text.ts';
import { givers, takers } from './related.ts';

export interface HelpSocketsProps {
  readonly node: CatalogueNode;
  readonly types: NodeTypes;
  /** Opens the page of another node type. */
  readonly onGo: (type: string) => void;
}

export function HelpInputs({ node, types, onGo }: HelpSocketsProps) {
  return (
    <Sockets title={t('Inputs')}>
      {Object.entries(node.inputs).map(([name, input]) => (
        <Socket
          key={name}
          title={socketTitle(name, input)}
          socket={input.kind === 'socket' ? input.socket.name : undefined}
          facts={factsOf(input)}
          tooltip={input.tooltip}
        >
          {input.kind === 'socket' && (
            <Links heading={t('From')} nodes={givers(types, input.socket.name, node.type)} onGo={onGo} />
          )}
        </Socket>
      ))}
    </Sockets>
  );
}

export function HelpOutputs({ node, types, onGo }: HelpSocketsProps) {
  return (
    <Sockets title={t('Outputs')}>
      {Object.entries(node.outputs).map(([name, output]) => (
        <Socket
          key={name}
          title={socketTitle(name, output)}
          socket={output.socket.name}
          facts={t(nameTitle(output.socket.name))}
          tooltip={output.tooltip}
        >
          <Links heading={t('For')} nodes={takers(types, output.socket.name, node.type)} onGo={onGo} />
        </Socket>
      ))}
    </Sockets>
  );
}

interface SocketsProps {
  readonly title: string;
  readonly children: readonly ComponentChildren[];
}

function Sockets({ title, children }: SocketsProps) {
  if (children.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 class="pn-label">{title}</h3>
      <dl class="pn-help-list">{children}</dl>
    </section>
  );
}

interface SocketProps {
  readonly title: string;
  /** Its type, for one that wires connect. */
  readonly socket: string | undefined;
  readonly facts: string;
  readonly tooltip: string | undefined;
  readonly children: ComponentChildren;
}

function Socket({ title, socket, facts, tooltip, children }: SocketProps) {
  return (
    <div>
      <dt>
        {socket !== undefined && (
          <span class="pn-socket" style={{ '--dot': `var(--socket-${socket}, var(--socket))` }} />
        )}
        {title}
      </dt>
      <dd>
        <p class="pn-small">{facts}</p>
        {tooltip !== undefined && <p>{t(tooltip)}</p>}
        {children}
      </dd>
    </div>
  );
}

function factsOf(input: InputDefinition): string {
  const usual = defaultText(input);
  const facts = [
    kindText(input),
    usual === undefined ? undefined : t('usually {value}', { value: usual }),
    input.optional === true ? t('optional') : undefined,
    input.list === true ? t('several') : undefined,
  ];
  return facts.filter((fact) => fact !== undefined).join(' · ');
}

interface LinksProps {
  readonly heading: string;
  readonly nodes: readonly CatalogueNode[];
  readonly onGo: (type: string) => void;
}

function Links({ heading, nodes, onGo }: LinksProps) {
  if (nodes.length === 0) return null;
  return (
    <p class="pn-help-links">
      <span class="pn-small">{heading}</span>
      {nodes.map(({ type, title }) => (
        <button key={type} type="button" class="pn-link" onClick={() => onGo(type)}>
          {t(title)}
        </button>
      ))}
    </p>
  );
}
