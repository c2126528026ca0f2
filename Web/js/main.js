// The console's door: what every page needs, then the islands that this page holds.
import { $, $$, word } from './dom.js';
import { toast, toastFrom, watchToast } from './toast.js';
import './theme.js';
import './popover.js';
import './dialogs.js';
import './palette.js';
import './live.js';
import './keys.js';

const islands = [
  ['[data-list]', './list.js'], ['[data-board]', './board.js'], ['[data-edit]', './inline.js'],
  ['[data-lookup], [data-mentions]', './lookup.js'], ['[data-tags]', './tags.js'],
  ['[data-lines], [data-drop], [data-form], [data-focus], [data-upload]', './forms.js'], ['[data-sortable]', './order.js'],
  ['[data-copy], [data-toggle-all]', './settings.js'], ['[data-inbox], [data-submit]', './inbox.js'], ['[data-replay]', './replay.js'], ['[data-place]', './place.js'],
  ['[data-month-grid]', './month-grid.js'], ['[data-print]', './print.js'], ['[data-designer]', './design/designer.js'], ['[data-grid]', './design/grid.js'],
];

/** Starts the islands found below an element; each takes care not to start twice on the same one. */
async function start(root) {
  for (const [selector, file] of islands) {
    const found = [...(root.matches?.(selector) ? [root] : []), ...$$(selector, root)];
    if (found.length) (await import(file)).start(found, root);
  }
}

document.addEventListener('htmx:configRequest', e => {
  if (e.detail.verb !== 'get') e.detail.headers['X-CSRF-Token'] = $('meta[name="csrf"]').content;
});
// An answer that is nothing but a toast changes nothing else: an editor that was refused stays open.
document.addEventListener('htmx:beforeSwap', e => {
  if (/^\s*<div id="toast"[^>]*>(?:(?!<div).)*<\/div>\s*$/s.test(e.detail.serverResponse)) e.detail.swapOverride = 'none';
});
document.addEventListener('htmx:load', e => start(e.detail.elt));
document.addEventListener('htmx:responseError', e => toast(toastFrom(e.detail.xhr.responseText, e.detail.xhr.status), { bad: true }));
document.addEventListener('htmx:sendError', () => toast(word('offline'), { bad: true }));
watchToast();
// The mark says that every key and button of the page answers now.
start(document.body).then(() => (document.documentElement.dataset.ready = ''));
