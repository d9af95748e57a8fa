/** Watches its parent, and then blocks its main thread for ever, as a run of onnxruntime does for seconds. */
import { pathToFileURL } from 'node:url';

const [, , watchdog = ''] = process.argv;
const { endWithParent } = await import(pathToFileURL(watchdog).href);
endWithParent();
setTimeout(() => {
  console.log('blocked');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}, 500);
