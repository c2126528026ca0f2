// Light and dark at once; the cookie makes the server's next page right from its first paint.
document.addEventListener('submit', event => {
  const form = event.target.closest('[data-theme-switch]');
  if (!form) return;
  event.preventDefault();
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  document.cookie = `sanbu_theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
});
