// The inbox by keyboard: J K move, Enter opens, X chooses.
import { $, $$, isWriting, once } from './dom.js';

export function start(lists) { lists.forEach(list => once(list, 'inbox', run)); }

function run(list) {
  const rows = () => $$('[data-work]', list);
  document.addEventListener('keydown', e => {
    if (!list.isConnected || e.metaKey || e.ctrlKey || e.altKey || isWriting(e.target) || $('dialog[open], :popover-open')) return;
    const found = rows(), i = found.indexOf(document.activeElement);
    if (e.key === 'j' || e.key === 'ArrowDown') found[Math.min(i + 1, found.length - 1)]?.focus();
    else if (e.key === 'k' || e.key === 'ArrowUp') found[Math.max(i - 1, 0)]?.focus();
    else if (e.key === 'x' && i >= 0) { const box = $('input[name="id"]', found[i].closest('li')); if (box) box.checked = !box.checked; }
    else return;
    e.preventDefault();
  });
}
