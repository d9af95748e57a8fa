/**
 * Starts a process as Inkloom starts its inference process, but detached: Node ends all other children of a parent by
 * itself on Windows, with a job object, unless the system refuses one. Arguments: the watchdog's file.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const child = fileURLToPath(new URL('./blocked-child.mjs', import.meta.url));
spawn(process.execPath, [child, ...process.argv.slice(2)], {
  detached: true,
  stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'],
});
