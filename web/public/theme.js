// Runs before the first paint, so that a light theme does not flash dark. A file of its own because the page allows no inline script.
(() => {
  let theme = 'dark';
  try {
    theme = localStorage.getItem('glacis.theme') ?? 'dark';
  } catch {
    // Storage is switched off: the default stands.
  }
  const light = theme === 'light' || (theme === 'system' && matchMedia('(prefers-color-scheme: light)').matches);
  document.documentElement.dataset.theme = light ? 'light' : 'dark';
})();
