// Before the first paint, so that a dark page never flashes. A file of its own, because the page allows no inline script.
(() => {
  let theme = 'system';
  try {
    theme = JSON.parse(localStorage.getItem('inkloom.settings') ?? '{}').theme ?? 'system';
  } catch {}
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
