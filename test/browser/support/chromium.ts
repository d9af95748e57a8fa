/**
 * A headless Chromium from npm with the libraries and fonts it needs. No browser has to be installed, and text looks
 * the same on every machine. It is unpacked once, into its own folder inside the system's temporary folder.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Named after the major version of the package, so that another version is unpacked again. */
const FOLDER = join(tmpdir(), `inkloom-chromium-147-${userInfo().uid}`);

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
];

export interface Unpacked {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Unpacks the browser, unless it is unpacked already. */
export async function unpackChromium(): Promise<Unpacked> {
  await mkdir(FOLDER, { recursive: true });
  // The package unpacks into TMPDIR. It unpacks its libraries only if it believes that it runs on AWS Lambda.
  const before = { ...process.env };
  Object.assign(process.env, { TMPDIR: FOLDER, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' });
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    const executablePath = await packed.executablePath();
    // The font configuration of the package names folders of AWS Lambda.
    const fonts = join(FOLDER, 'fonts.conf');
    await writeFile(fonts, fontConfiguration());
    return { executablePath, env: { LD_LIBRARY_PATH: join(FOLDER, 'al2023', 'lib'), FONTCONFIG_FILE: fonts } };
  } finally {
    for (const name of ['TMPDIR', 'AWS_LAMBDA_JS_RUNTIME', 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}

/** Prefers the font of the package, and falls back to fonts of the system for characters that it lacks. */
function fontConfiguration(): string {
  const families = ['sans-serif', 'system-ui', 'ui-sans-serif', 'Inter'].map(
    (family) => `<alias binding="strong"><family>${family}</family><prefer><family>Open Sans</family></prefer></alias>`,
  );
  return [
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
    `<dir>${join(FOLDER, 'fonts')}</dir><dir>/usr/share/fonts</dir>`,
    `<cachedir>${join(FOLDER, 'font-cache')}</cachedir>`,
    ...families,
    '</fontconfig>\n',
  ].join('');
}

/** Starts the browser. The caller has to close it. */
export async function launch(): Promise<Browser> {
  const { executablePath, env } = await unpackChromium();
  return chromium.launch({ executablePath, args: ARGUMENTS, env: { ...process.env, ...env } });
}
