// The inbox by keyboard: J K move, Enter opens, X chooses, A and R decide the task that is open beside the list.
import { $, $$, isWriting, once } from './dom.js';

const WIDE = '(min-width: 1100px)';

export function start(found) {
  for (const one of found) {
    if (one.matches('[data-inbox]')) once(one, 'inbox', run);
    if (one.matches('[data-submit]')) once(one, 'submit', select => select.addEventListener('change', () => select.form.requestSubmit()));
  }
}

function run(list) {
  const rows = () => $$('[data-work]', list), pane = $('.inbox-task', list), empty = pane?.innerHTML, home = location.href;
  let asked = 0;

  /** The task beside the list; its address is that of its own page, so that going back and sending work as ever. */
  async function show(row) {
    const turn = ++asked, url = row.href;
    let page;
    try {
      const response = await fetch(url, { credentials: 'same-origin' });
      page = response.ok && new DOMParser().parseFromString(await response.text(), 'text/html');
    } catch { page = null; }
    const task = page && $('.column.task', page);
    if (turn !== asked) return;
    if (!task) return location.assign(url);
    const isFirst = location.href === home;
    history[isFirst ? 'pushState' : 'replaceState']({}, '', url);
    pane.replaceChildren(task);
    pane.scrollTop = 0;
    rows().forEach(one => one === row ? one.setAttribute('aria-current', 'true') : one.removeAttribute('aria-current'));
    row.closest('li').removeAttribute('data-unread');
    window.htmx?.process(pane);
    document.dispatchEvent(new CustomEvent('htmx:load', { detail: { elt: pane } }));
  }

  list.addEventListener('click', e => {
    const row = e.target.closest('[data-work]');
    if (!row || !pane || e.button || e.metaKey || e.ctrlKey || e.shiftKey || !matchMedia(WIDE).matches || !new URL(row.href).pathname.startsWith('/tasks/')) return;
    e.preventDefault();
    show(row);
  });
  addEventListener('popstate', () => { if (location.href === home && pane) { pane.innerHTML = empty; rows().forEach(one => one.removeAttribute('aria-current')); } });
  document.addEventListener('keydown', e => {
    if (!list.isConnected || e.metaKey || e.ctrlKey || e.altKey || isWriting(e.target) || $('dialog[open], :popover-open')) return;
    const found = rows(), now = found.indexOf(document.activeElement), i = now < 0 ? found.findIndex(one => one.hasAttribute('aria-current')) : now;
    if (e.key === 'j' || e.key === 'ArrowDown') found[Math.min(i + 1, found.length - 1)]?.focus();
    else if (e.key === 'k' || e.key === 'ArrowUp') found[Math.max(i - 1, 0)]?.focus();
    else if (e.key === 'x' && i >= 0) { const box = $('input[name="id"]', found[i].closest('li')); if (box) box.checked = !box.checked; }
    else return;
    e.preventDefault();
  });
}
