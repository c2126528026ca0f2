// Windows over the page, and the question before something that is hard to take back.
import { $, word } from './dom.js';

document.addEventListener('htmx:afterSwap', e => { if (e.detail.target.id === 'dialog') show(); });

/** Opens a window that an island was sent. */
export function openDialog(html) {
  $('#dialog').innerHTML = html;
  window.htmx.process($('#dialog'));
  document.dispatchEvent(new CustomEvent('htmx:load', { detail: { elt: $('#dialog') } }));
  show();
}

function show() {
  const dialog = $('#dialog dialog[data-open]');
  if (!dialog || dialog.open) return;
  dialog.showModal();
  $('.body input:not([type="hidden"]), .body select, .body textarea', dialog)?.focus();
}

document.addEventListener('click', e => {
  if (e.target.closest('[data-close]')) e.target.closest('dialog')?.close();
  if (e.target.matches('dialog')) e.target.close(); // the backdrop belongs to the dialog
});

const agreed = new WeakSet();
document.addEventListener('submit', async e => {
  const question = e.submitter?.dataset.confirm ?? e.target.dataset.confirm;
  if (!question || agreed.has(e.target)) return;
  e.preventDefault();
  e.stopImmediatePropagation();
  if (!(await agrees(question, e.submitter?.textContent.trim()))) return;
  agreed.add(e.target);
  e.target.requestSubmit(e.submitter);
  agreed.delete(e.target);
}, true);

function agrees(question, verb) {
  const dialog = document.createElement('dialog');
  dialog.className = 'dialog';
  const button = (text, classes, value) => Object.assign(document.createElement('button'), { textContent: text, className: classes, value });
  const body = Object.assign(document.createElement('p'), { className: 'body', textContent: question, id: 'question' });
  const form = Object.assign(document.createElement('form'), { method: 'dialog' });
  const foot = document.createElement('footer');
  foot.append(button(word('cancel'), 'btn', ''), button(verb || word('agree'), 'btn bad', 'yes'));
  form.append(body, foot);
  dialog.append(form);
  dialog.setAttribute('aria-labelledby', 'question');
  document.body.append(dialog);
  dialog.showModal();
  return new Promise(answer => dialog.addEventListener('close', () => { answer(dialog.returnValue === 'yes'); dialog.remove(); }));
}
