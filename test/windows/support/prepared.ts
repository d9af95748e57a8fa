/** The folder that `.ci/windows` has prepared. */
import { userInfo } from 'node:os';
import { join } from 'node:path';

/** Undefined where Wine is not set up. */
export const PREPARED = process.env['INKLOOM_WINDOWS'];

/** The same, for code that runs only where Wine is set up. */
export const FOLDER = PREPARED ?? '/nowhere';

/** Windows' drives and settings, as Wine keeps them. */
export const PREFIX = join(FOLDER, 'prefix');

/** The folder of Windows' user for the data of programs. */
export const LOCAL_APP_DATA = join(PREFIX, 'drive_c/users', userInfo().username, 'AppData/Local');

/** The checkout, which runs the sources, and the package, which `npm pack` would make of it. */
export const CHECKOUT = join(FOLDER, 'checkout');
export const PACKAGE = join(FOLDER, 'package-of-it');
