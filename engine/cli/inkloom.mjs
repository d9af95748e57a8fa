#!/usr/bin/env node
// The command `inkloom`. In a checkout it runs the TypeScript sources (through tsx where Node cannot by itself), in an
// installed package the compiled files.
import { existsSync } from 'node:fs';

const source = new URL('./main.ts', import.meta.url);
const compiled = new URL('../../dist/engine/cli/main.js', import.meta.url);

const inCheckout = existsSync(source);
if (inCheckout && !process.features.typescript) (await import('tsx/esm/api')).register();
const { main } = await import((inCheckout ? source : compiled).href);
process.exitCode = await main(process.argv.slice(2));
