/** Entry point of the page: reads the address, creates the editor and renders it. */
import { render } from 'preact';
import { readAddress } from './app/session/address.ts';
import { createApp } from './app/create-editor.ts';
import { startPage } from './app/start.ts';
import { Page } from './app/page/Page.tsx';

const { wasRefused, document: first, template } = readAddress();
const app = createApp({ first });
const parts = startPage(app, { template, first });
const root = document.querySelector('#app');
if (root) render(<Page app={app} parts={parts} wasRefused={wasRefused} />, root);
