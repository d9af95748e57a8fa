/** WebKitGTK under Xvfb, by the plain requests of WebDriver: https://www.w3.org/TR/webdriver2/ */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { found, type OtherBrowser } from './other-browser.ts';

const DRIVER = found('/usr/bin/WebKitWebDriver');
const SCREEN = found('/usr/bin/Xvfb');
const BROWSER = found(...['4.1', '4.0'].map((api) => `/usr/lib/x86_64-linux-gnu/webkit2gtk-${api}/MiniBrowser`));

/** Why the test is skipped; undefined when WebKit is there. */
export const noWebKit =
  DRIVER === undefined || SCREEN === undefined || BROWSER === undefined
    ? 'webkit2gtk-driver or xvfb is not installed; .ci/browsers installs them'
    : undefined;

/** Keys with names, as WebDriver writes them (section "Keyboard actions"). */
const KEYS: Readonly<Record<string, string>> = { Control: '\uE009', Enter: '\uE007', Escape: '\uE00C' };
/** Collects what the page complains about. WebDriver has no command for it. */
const COLLECT = `
  window.complaints ??= [];
  for (const level of ['error', 'warn']) console[level] = (...all) => window.complaints.push(all.join(' '));
  window.addEventListener('error', ({ message }) => window.complaints.push(message));
  window.addEventListener('unhandledrejection', ({ reason }) => window.complaints.push(String(reason)));
`;

export async function openWebKit(): Promise<OtherBrowser> {
  const port = await freePort();
  const { display, screen } = await openScreen();
  const driver = spawn(DRIVER ?? '', [`--port=${port}`], {
    env: { ...process.env, DISPLAY: display, LIBGL_ALWAYS_SOFTWARE: '1', WEBKIT_DISABLE_COMPOSITING_MODE: '1' },
    stdio: 'ignore',
  });
  const send = async (method: 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const { value } = (await answer.json()) as { readonly value: unknown };
    if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(value)}`);
    return value;
  };
  const options = { 'webkitgtk:browserOptions': { binary: BROWSER, args: ['--automation'] } };
  const made = await untilReady(() => send('POST', '/session', { capabilities: { alwaysMatch: options } }));
  const session = `/session/${(made as { readonly sessionId: string }).sessionId}`;
  await send('POST', `${session}/window/rect`, { width: 1440, height: 980 });
  const evaluate = async <T>(script: string): Promise<T> =>
    (await send('POST', `${session}/execute/sync`, { script: `return (${script})`, args: [] })) as T;
  const act = (type: 'pointer' | 'key', actions: readonly object[]): Promise<unknown> =>
    send('POST', `${session}/actions`, { actions: [{ type, id: type, actions }] });
  return {
    async goto(address) {
      await send('POST', `${session}/url`, { url: address });
      await send('POST', `${session}/execute/sync`, { script: COLLECT, args: [] });
    },
    evaluate,
    async drag(from, to) {
      const move = (part: number): object => ({
        type: 'pointerMove',
        duration: 20,
        x: Math.round(from.x + (to.x - from.x) * part),
        y: Math.round(from.y + (to.y - from.y) * part),
      });
      const press = { type: 'pointerDown', button: 0 };
      const ways = [0.25, 0.5, 0.75, 1].map(move);
      await act('pointer', [move(0), press, ...ways, { type: 'pointerUp', button: 0 }]);
    },
    async press(...keys) {
      for (const each of keys) {
        const codes = each.split('+').map((key) => KEYS[key] ?? key);
        const down = codes.map((value) => ({ type: 'keyDown', value }));
        const up = codes.toReversed().map((value) => ({ type: 'keyUp', value }));
        await act('key', [...down, ...up]);
      }
    },
    complaints: () => evaluate<readonly string[]>('window.complaints'),
    async close() {
      await send('DELETE', session).catch(() => undefined);
      driver.kill();
      screen.kill();
    },
  };
}

/** Starts a screen in memory, and lets Xvfb choose its number. */
async function openScreen(): Promise<{ readonly display: string; readonly screen: ChildProcess }> {
  const screen = spawn(SCREEN ?? '', ['-displayfd', '1', '-screen', '0', '1440x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const display = await new Promise<string>((resolve, reject) => {
    screen.stdout.once('data', (number: Buffer) => resolve(`:${number.toString().trim()}`));
    screen.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}.`)));
  });
  return { display, screen };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Repeats a request until the driver listens. */
async function untilReady<T>(request: () => Promise<T>): Promise<T> {
  for (let left = 100; ; left -= 1) {
    try {
      return await request();
    } catch (error) {
      if (left === 0 || !(error instanceof TypeError)) throw error;
      await after(100);
    }
  }
}
