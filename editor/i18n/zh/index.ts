/** The editor in Simplified Chinese: every sentence of its code, and every text of the nodes. */
import type { Catalogue } from '../language.ts';
import { EDITOR } from './editor.ts';

const zh: Catalogue = { ...EDITOR };

export default zh;
