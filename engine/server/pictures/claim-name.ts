/** Gives a file that is whole its name, without ever overwriting what has that name. */
import { constants, copyFile, link } from 'node:fs/promises';

/** @returns false when the name is taken. A link is whole from the beginning; where there are none, a copy has to do. */
export async function claimName(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw error;
      return copyFile(temporary, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
