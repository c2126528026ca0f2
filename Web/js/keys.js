// Single keys of a page: [data-key="j"] is pressed by J. Written letters stay letters.
import { $, isWriting } from './dom.js';

document.addEventListener('keydown', e => {
  if (e.metaKey || e.ctrlKey || e.altKey || isWriting(e.target) || $('dialog[open]')) return;
  const target = $(`[data-key="${CSS.escape(e.key.toLowerCase())}"]`);
  if (target) { e.preventDefault(); target.click(); }
  if (e.key === '?') { e.preventDefault(); $('#keys')?.showModal(); }
  if (e.key === '/') { e.preventDefault(); $('[data-palette]')?.click(); }
});
