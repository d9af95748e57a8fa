/** Sentences of the editor's own code in Simplified Chinese. */
import type { Catalogue } from '../language.ts';

export const EDITOR: Catalogue = {
  'Connection lost. Your changes are kept here.': '连接已断开，您的修改保存在此浏览器中。',
};
