/** The editor in Simplified Chinese: every sentence of its code, every text of the nodes, messages of the server. */
import type { Translations } from '../catalogue.ts';
import editor from './editor.json' with { type: 'json' };
import messages from './messages.json' with { type: 'json' };
import nodes from './nodes.json' with { type: 'json' };
import options from './options.json' with { type: 'json' };
import templates from './templates.json' with { type: 'json' };

const zh: Translations = { sentences: { ...options, ...nodes, ...templates, ...editor }, messages };

export default zh;
