// Loaded with `node --import` before the command line: makes its file system fail as FAULT asks, such as
// `ENOSPC open .saving-`: the code, the operation, and a part of the paths it fails for.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const [code, operation, part] = (process.env.FAULT ?? '').split(' ');
const real = fs.promises[operation];
fs.promises[operation] = async (path, ...rest) => {
  if (!String(path).includes(part)) return real(path, ...rest);
  throw Object.assign(new Error(`${code}: injected, ${operation} '${path}'`), { code, path: String(path) });
};
syncBuiltinESMExports();
