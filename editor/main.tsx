/** Entry point of the page: reads the address, creates the editor and renders it in the user's language. */
import { render } from 'preact';
import { readAddress } from './app/session/address.ts';
import { createApp } from './app/create-editor.ts';
import { changeSettings } from './app/session/change-settings.ts';
import { followLanguage } from './app/session/settings.ts';
import { startPage } from './app/start.ts';
import { Page } from './app/page/Page.tsx';
import { messageOf } from './words.ts';

const { wasRefused, document: first, template, page } = readAddress();
const app = createApp({ first });
await followLanguage(app.editor.settings, (error) => app.editor.notify('error', messageOf(error)));
if (page) changeSettings(app.editor.settings, { view: page });
const parts = startPage(app, { template, first });
const root = document.querySelector('#app');
// In the place of the skeleton.
root?.replaceChildren();
if (root) render(<Page app={app} parts={parts} wasRefused={wasRefused} />, root);
