// A list by keyboard: J K move, X chooses, Enter opens, E edits, arrows go along the row; and the bar for many.
import { $, $$, isWriting, once } from './dom.js';
import { edit } from './inline.js';

export function start(lists) { lists.forEach(list => once(list, 'list', run)); }

function run(list) {
  const rows = () => $$('#rows tr[data-url]', list), boxes = () => $$('input[name="id"]', list);
  const bar = $('[data-bulk]', list), all = $('[data-all]', list);
  let last;

  const current = () => $('tr.on', list);
  const move = step => {
    const found = rows(), i = found.indexOf(current());
    const next = found[Math.max(0, Math.min(found.length - 1, i < 0 ? 0 : i + step))];
    $$('.on, .at', list).forEach(e => e.classList.remove('on', 'at'));
    next?.classList.add('on');
    next?.scrollIntoView({ block: 'nearest' });
    $('th a', next ?? list)?.focus({ preventScroll: true });
  };
  const along = step => {
    const cells = $$('td[data-edit]', current() ?? list), i = cells.findIndex(c => c.classList.contains('at'));
    cells[i]?.classList.remove('at');
    const next = cells[Math.max(0, Math.min(cells.length - 1, i < 0 ? 0 : i + step))];
    if (!next) return;
    next.classList.add('at');
    next.tabIndex = -1;
    next.focus();
    next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };

  const count = () => {
    const chosen = boxes().filter(b => b.checked);
    boxes().forEach(b => b.closest('tr').classList.toggle('chosen', b.checked));
    if (bar) { bar.hidden = chosen.length === 0; $('[data-count]', bar).textContent = chosen.length; }
    if (all) { all.checked = chosen.length > 0 && chosen.length === boxes().length; all.indeterminate = chosen.length > 0 && !all.checked; }
  };
  const choose = (box, range) => {
    const found = boxes(), from = found.indexOf(last), to = found.indexOf(box);
    if (range && from >= 0) found.slice(Math.min(from, to), Math.max(from, to) + 1).forEach(b => (b.checked = box.checked));
    last = box;
    count();
  };

  list.addEventListener('click', e => {
    if (e.target.name === 'id') choose(e.target, e.shiftKey);
    if (e.target === all) { boxes().forEach(b => (b.checked = all.checked)); count(); }
    if (e.target.closest('[data-none]')) { boxes().forEach(b => (b.checked = false)); count(); }
  });
  list.addEventListener('dblclick', e => {
    const cell = e.target.closest('td[data-edit]');
    if (cell && !e.target.closest('a, .inline')) edit(cell);
  });
  document.addEventListener('keydown', e => {
    if (!list.isConnected || e.metaKey || e.ctrlKey || e.altKey || isWriting(e.target) || $('dialog[open], :popover-open')) return;
    const row = current();
    switch (e.key) {
      case 'j': case 'ArrowDown': move(1); break;
      case 'k': case 'ArrowUp': move(-1); break;
      case 'ArrowRight': along(1); break;
      case 'ArrowLeft': along(-1); break;
      case 'x': { const box = $('input[name="id"]', row ?? list); if (!row || !box) return; box.checked = !box.checked; choose(box); break; }
      case 'Enter': if (!row || e.target.closest('a, button')) return; location.href = row.dataset.url; break;
      case 'e': { const cell = $('.at', row ?? list) ?? (row && $('td[data-edit]', row)); if (!cell) return; edit(cell); break; }
      case 'Escape': if (!boxes().some(b => b.checked)) return; boxes().forEach(b => (b.checked = false)); count(); break;
      default: return;
    }
    e.preventDefault();
  });
  count();
}
