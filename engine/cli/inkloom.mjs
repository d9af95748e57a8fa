#!/usr/bin/env node
// The command `inkloom`: puts the program together. In a checkout it runs the TypeScript sources (through tsx where
// Node cannot run them itself), in an installed package the compiled files.
import { existsSync } from 'node:fs';

const inCheckout = existsSync(new URL('./main.ts', import.meta.url));
if (inCheckout && !process.features.typescript) (await import('tsx/esm/api')).register();

/** Loads a module of the engine, such as `cli/main`. */
function load(module) {
  const path = inCheckout ? `../${module}.ts` : `../../dist/engine/${module}.js`;
  return import(new URL(path, import.meta.url).href);
}

/** The server's code is loaded only when a server starts. */
async function startServer(options) {
  const server = await load('server/server');
  return server.startServer(options);
}

/** So is a worker's. */
async function startWorker(options) {
  const worker = await load('fleet/worker/start-worker');
  return worker.startWorker(options);
}

/** Says what to type when a part with a binary for each machine is missing, as it is after `npm i --omit=optional`. */
function explain(error) {
  const [part] = /sharp|libsql/.exec(error.message) ?? [];
  if (part === undefined) throw error;
  const [why] = error.message.split('\n');
  console.error(
    `${part}, a part of Inkloom, cannot be loaded on ${process.platform}-${process.arch}: ${why}. ` +
      'Install it again: npm i inkloom --ignore-scripts --include=optional (in a checkout: npm ci)',
  );
  process.exit(1);
}

const { main } = await load('cli/main').catch(explain);
process.exitCode = await main(process.argv.slice(2), { startServer, startWorker });
