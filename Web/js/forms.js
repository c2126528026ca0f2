// Forms: child lines, files dropped, the problem summary focused, and no work lost by leaving.
import { $, $$, once } from './dom.js';

export function start(found) {
  for (const e of found) {
    if (e.matches('[data-lines]')) once(e, 'lines', lines);
    if (e.matches('[data-drop]')) once(e, 'drop', drop);
    if (e.matches('[data-focus]')) once(e, 'focus', f => f.focus());
    if (e.matches('[data-form]')) once(e, 'form', keep);
  }
}

function lines(root) {
  const body = $('tbody', root);
  let next = body.rows.length;
  const add = () => {
    const piece = $('template', root).content.cloneNode(true);
    for (const input of $$('[name], [id], [aria-controls]', piece)) {
      for (const key of ['name', 'id', 'aria-controls', 'list']) {
        const value = input.getAttribute(key);
        if (value) input.setAttribute(key, value.replace('.new.', `.${next}.`));
      }
    }
    next += 1;
    body.append(piece);
    window.htmx.process(body.lastElementChild);
    document.dispatchEvent(new CustomEvent('htmx:load', { detail: { elt: body.lastElementChild } }));
    $('input:not([type="hidden"]), select', body.lastElementChild)?.focus();
  };
  root.addEventListener('click', e => {
    if (e.target.closest('[data-add-line]')) add();
    const remove = e.target.closest('[data-remove-line]');
    if (remove) { remove.closest('tr').remove(); $('[data-add-line]', root).focus(); }
  });
}

function drop(label) {
  const input = $('input[type="file"]', label), names = $('[data-names]', label), empty = names.textContent;
  input.addEventListener('change', () => { names.textContent = [...input.files].map(f => f.name).join('、') || empty; });
  for (const [event, over] of [['dragenter', true], ['dragover', true], ['dragleave', false], ['drop', false]]) {
    label.addEventListener(event, () => label.classList.toggle('over', over));
  }
}

function keep(form) {
  let touched = false;
  form.addEventListener('input', e => { touched ||= e.isTrusted; });
  form.addEventListener('submit', () => { touched = false; });
  addEventListener('beforeunload', e => { if (touched && form.isConnected) e.preventDefault(); });
  form.addEventListener('keydown', e => { if (e.key === 's' && (e.metaKey || e.ctrlKey)) { e.preventDefault(); form.requestSubmit($('.btn.primary', form)); } });
}
