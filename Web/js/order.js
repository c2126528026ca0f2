// Lists put into order: by dragging, and by a button for keyboard and touch.
import { once } from './dom.js';

export function start(lists) { lists.forEach(list => once(list, 'order', run)); }

async function run(list) {
  const { Sortable } = await import('../vendor/sortable/index.js');
  new Sortable(list, { animation: 120, ghostClass: 'ghost', filter: 'input', preventOnFilter: false });
  list.addEventListener('click', e => {
    const button = e.target.closest('[data-up]');
    if (!button) return;
    const row = button.closest('li');
    if (row.previousElementSibling) row.previousElementSibling.before(row);
    button.focus();
  });
}
