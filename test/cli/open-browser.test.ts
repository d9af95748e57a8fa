// The command lines that open an address, on each system.
import { expect, it } from 'vitest';
import { openerOf } from '../../engine/cli/open-browser.ts';

const URL_WITH_SIGNS = 'http://127.0.0.1:4360/?code=a&b=%20^1';

it.each([
  ['darwin', {}, ['open', URL_WITH_SIGNS]],
  ['linux', { SystemRoot: '/x' }, ['xdg-open', URL_WITH_SIGNS]],
  [
    'win32',
    { SystemRoot: String.raw`D:\Windows` },
    [String.raw`D:\Windows\System32\rundll32.exe`, 'url.dll,FileProtocolHandler', URL_WITH_SIGNS],
  ],
  ['win32', {}, [String.raw`C:\Windows\System32\rundll32.exe`, 'url.dll,FileProtocolHandler', URL_WITH_SIGNS]],
] as const)('on %s with %j no shell reads the address', (platform, env, command) => {
  expect(openerOf(URL_WITH_SIGNS, platform, env)).toEqual(command);
});
