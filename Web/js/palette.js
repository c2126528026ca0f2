// ⌘K: search and jump. Letters ask the server, arrows choose, Enter opens.
import { $, $$ } from './dom.js';

const palette = $('#palette');
if (palette) {
  const input = $('input', palette), results = $('#palette-results', palette);
  const open = () => {
    palette.showModal();
    input.select();
    window.htmx?.trigger(input, 'palette');
  };
  document.addEventListener('keydown', e => {
    if ((e.metaKey || e.ctrlKey) && e.key.toLowerCase() === 'k') { e.preventDefault(); palette.open ? palette.close() : open(); }
  });
  document.addEventListener('click', e => {
    if (e.target.closest('[data-palette]')) { e.preventDefault(); open(); }
    if (e.target === palette) palette.close();
  });
  const options = () => $$('[role="option"]', results);
  const choose = option => {
    options().forEach(o => o.setAttribute('aria-selected', o === option));
    if (!option) return;
    option.id ||= `option-${options().indexOf(option)}`;
    input.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  };
  results.addEventListener('htmx:afterSwap', () => choose(options()[0]));
  palette.addEventListener('keydown', e => {
    const all = options(), i = all.findIndex(o => o.getAttribute('aria-selected') === 'true');
    if (e.key === 'ArrowDown') choose(all[(i + 1) % all.length]);
    else if (e.key === 'ArrowUp') choose(all[(i - 1 + all.length) % all.length]);
    else if (e.key === 'Enter' && all[i] && !e.isComposing) all[i].click();
    else return;
    e.preventDefault();
  });
}
