// The line that says what happened, with the way back. The server sends it as #toast; islands write it themselves.
import { $, word } from './dom.js';

let timer;
const box = () => $('#toast');

export function toast(text, { undo, bad } = {}) {
  const line = box();
  const words = Object.assign(document.createElement('span'), { textContent: text });
  line.replaceChildren(words);
  line.toggleAttribute('data-bad', !!bad);
  if (undo) {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: word('undo') });
    button.addEventListener('click', () => { hide(); undo(); });
    line.append(button);
  }
  show(bad ? 10000 : 6000);
}

/** A refusal in one sentence: a problem document, a fragment with an alert, or the status alone. */
export function toastFrom(body, status) {
  try {
    const problem = JSON.parse(body);
    return problem.detail ?? problem.title ?? word('failed', status);
  } catch { /* not JSON: a fragment */ }
  const page = new DOMParser().parseFromString(body, 'text/html');
  const said = $('#toast span, [role="alert"], h1', page)?.textContent.trim();
  return said || word('failed', status);
}

function show(milliseconds) {
  const line = box();
  line.removeAttribute('data-gone');
  clearTimeout(timer);
  timer = setTimeout(() => line.matches(':hover, :focus-within') ? show(2000) : hide(), milliseconds);
}

function hide() { clearTimeout(timer); box().setAttribute('data-gone', ''); }

export function watchToast() {
  if (box()?.textContent.trim()) show(6000);
  document.addEventListener('htmx:oobAfterSwap', e => e.detail.target?.id === 'toast' && show(6000));
  document.addEventListener('keydown', e => {
    // ⌘Z takes back what the toast offers to take back.
    if ((e.metaKey || e.ctrlKey) && e.key === 'z' && !e.target.closest('input, textarea')) $('#toast:not([data-gone]) button')?.click();
  });
}
