// Editing a value where it stands. The server sends the editor and, after saving, the value again.
import { $, once } from './dom.js';

export function start() { once(document.body, 'inline', listen); }

/** Opens the editor of a cell or value. */
export async function edit(place) {
  if ($('.inline', place)) return;
  place.dataset.before = document.activeElement?.id ?? '';
  await window.htmx.ajax('GET', place.dataset.edit, { target: place, swap: 'innerHTML' });
  const input = $('.inline input:not([type="hidden"]), .inline select, .inline textarea', place);
  input?.focus();
  if (input?.select && input.type !== 'checkbox') input.select();
}

async function close(form) {
  const place = form.closest('[data-edit]');
  await window.htmx.ajax('GET', form.dataset.cancel, { target: place, swap: 'innerHTML' });
  restore(place);
}

/** The focus goes back to where the editing began. */
function restore(place) {
  const row = place.closest('tr');
  const target = row ? place : place.parentElement.querySelector('[data-edit-button]');
  if (row) place.tabIndex = -1;
  target?.focus({ preventScroll: true });
}

function listen() {
  document.addEventListener('click', e => {
    const pencil = e.target.closest('[data-edit-button]');
    if (pencil) { e.preventDefault(); edit(pencil.parentElement.querySelector('[data-edit]')); return; }
    const cancel = e.target.closest('[data-cancel-edit]');
    if (cancel) { close(cancel.closest('form')); return; }
    const value = e.target.closest('dd.can');
    if (value && !e.target.closest('a, button, .inline') && !String(getSelection())) edit($('[data-edit]', value));
  });
  document.addEventListener('keydown', e => {
    const form = e.target.closest?.('[data-inline]');
    if (!form || e.isComposing) return;
    if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); close(form); }
    if (e.key === 'Enter' && (e.metaKey || e.ctrlKey) && e.target.matches('textarea')) { e.preventDefault(); form.requestSubmit(); }
  });
  document.addEventListener('change', e => {
    const form = e.target.closest('[data-inline]');
    if (form && e.target.matches('select')) form.requestSubmit(); // a choice is a decision
  });
  document.addEventListener('htmx:afterSwap', e => {
    const place = e.detail.target;
    if (place.matches('[data-edit]') && !$('.inline', place) && e.detail.requestConfig?.verb === 'post') restore(place);
  });
}
