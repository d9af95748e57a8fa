/** Hands files to the browser, which saves them. */

/** How long the address of a blob stays valid, in milliseconds. */
const KEPT = 10_000;

/** Saves a blob as a file among the browser's downloads. */
export function downloadBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the blob some time after the click.
  setTimeout(() => URL.revokeObjectURL(url), KEPT);
}
