/**
 * A process to be killed at any moment: runs a chain with a disk cache and prints the id of every node that is done.
 * Arguments: the cache folder and the number of nodes.
 */
import { DiskCache } from '../../engine/cache/disk/disk-cache.ts';
import { MemoryCache } from '../../engine/cache/memory.ts';
import { TieredCache } from '../../engine/cache/tiered.ts';
import { chain } from './chain.ts';
import { toyEngine } from './toy-nodes.ts';

const [folder = '', length = '0'] = process.argv.slice(2);
const disk = DiskCache.open({ folder, limits: { freeBytes: 0 } });
if (!disk) throw new Error('the folder cannot be used');
const { engine } = toyEngine({ cache: new TieredCache([new MemoryCache(), disk]) });
process.stdout.write('started\n');
await engine.run(chain(Number(length)), {
  onEvent: (event) => {
    if (event.type === 'node-done' && event.origin === 'executed') process.stdout.write(`${event.node}\n`);
  },
});
await disk.close();
