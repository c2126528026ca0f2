// Asking the server from an island: the same headers and the same fragments as htmx.
import { $, word } from './dom.js';
import { toast, toastFrom } from './toast.js';

export async function ask(url, { values, target } = {}) {
  const headers = { 'HX-Request': 'true', 'HX-Current-URL': location.href };
  if (target) headers['HX-Target'] = target;
  const options = { headers, credentials: 'same-origin' };
  if (values) {
    options.method = 'POST';
    options.body = new URLSearchParams(values);
    headers['X-CSRF-Token'] = $('meta[name="csrf"]').content;
  }
  try {
    const response = await fetch(url, options);
    const text = await response.text();
    if (response.ok) return text;
    toast(toastFrom(text, response.status), { bad: true });
  } catch {
    toast(word('offline'), { bad: true });
  }
  return null;
}

/** Puts each piece marked as out of band into the place that has its id. */
export function place(fragment) {
  const template = document.createElement('template');
  template.innerHTML = fragment;
  for (const piece of template.content.querySelectorAll('[hx-swap-oob]')) {
    piece.removeAttribute('hx-swap-oob');
    document.getElementById(piece.id)?.replaceWith(piece);
    window.htmx?.process(piece);
  }
}
