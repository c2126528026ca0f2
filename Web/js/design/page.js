// Small words shared by the designers: making elements, asking the server, texts.
import { $ } from '../dom.js';
import { toast, toastFrom } from '../toast.js';
import { word as said } from '../dom.js';

/** An element with attributes, listeners (`onclick`) and what it holds. */
export function h(tag, properties = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || (value === false && !name.startsWith('aria-'))) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'checked' || name === 'selected') element[name] = value;
    else element.setAttribute(name, name.startsWith('aria-') ? String(value) : value === true ? '' : value);
  }
  element.append(...inside.flat(Infinity).filter(one => one !== null && one !== undefined && one !== false));
  return element;
}

export function icon(name, size = 's') {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', `i ${size}`);
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `/assets/vendor/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

export const button = (label, action, { icon: mark, classes = '', iconOnly = false, ...more } = {}) =>
  h('button', { type: 'button', class: `btn ${iconOnly ? 'icon ghost' : ''} ${classes}`, title: iconOnly ? label : null, 'aria-label': iconOnly ? label : null, onclick: action, ...more },
    mark ? icon(mark) : null, iconOnly ? null : label);

/** The texts of a catalogue, with {0} {1} filled in. */
export const speaker = words => (key, ...values) => values.reduce((text, value, i) => text.replaceAll(`{${i}}`, value), words[key] ?? key);

/** Asks with JSON; a refusal is said in a toast and answers null. */
export async function ask(url, body, { quiet = false } = {}) {
  const headers = { Accept: 'application/json' };
  const options = { headers, credentials: 'same-origin' };
  if (body !== undefined) {
    options.method = 'POST';
    options.body = JSON.stringify(body);
    headers['Content-Type'] = 'application/json';
    headers['X-CSRF-Token'] = $('meta[name="csrf"]').content;
  }
  try {
    const response = await fetch(url, options);
    if (response.ok) return await response.json();
    if (!quiet) toast(toastFrom(await response.text(), response.status), { bad: true });
  } catch {
    if (!quiet) toast(said('offline'), { bad: true });
  }
  return null;
}

/** Gives a text to the reader as a file. */
export function download(name, text, type) {
  const link = h('a', { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** States to go back to and forth. */
export class History {
  constructor(state, limit = 200) { this.states = [JSON.stringify(state)]; this.at = 0; this.limit = limit; }

  push(state) {
    const text = JSON.stringify(state);
    if (text === this.states[this.at]) return;
    this.states.splice(this.at + 1, Infinity, text);
    if (this.states.length > this.limit) this.states.shift();
    this.at = this.states.length - 1;
  }

  get canUndo() { return this.at > 0; }
  get canRedo() { return this.at < this.states.length - 1; }
  undo() { return this.canUndo ? JSON.parse(this.states[--this.at]) : null; }
  redo() { return this.canRedo ? JSON.parse(this.states[++this.at]) : null; }
}

// A button that is pressed while an input beside it still has a change to tell is drawn anew between press and release.
// The press then goes to the one that stands there now, if it says the same.
let pressed = null;
const says = element => element?.getAttribute('aria-label') ?? element?.textContent.trim() ?? '';
const CONTROLS = 'button, summary, select, input, textarea, label, [data-cell]';
document.addEventListener('pointerdown', e => { const target = e.target.closest?.(CONTROLS); pressed = target && { target, text: says(target), at: target.dataset?.at }; }, true);
document.addEventListener('pointerup', e => {
  const was = pressed;
  pressed = null;
  if (!was || was.target.isConnected) return;
  const now = document.elementFromPoint(e.clientX, e.clientY)?.closest(CONTROLS);
  if (!now || now.tagName !== was.target.tagName || (now.matches('button, summary, label') && says(now) !== was.text)) return;
  if (now.matches('button, summary, label, input[type="checkbox"]')) now.click();
  else now.focus();
}, true);

/** Draws anew what stands below an element and keeps the focus where it was, told by `data-at` or the label. */
export function redraw(root, draw) {
  const active = document.activeElement;
  const at = root.contains(active) ? active.dataset.at ?? active.closest('[data-at]')?.dataset.at : null;
  const scroll = root.scrollTop;
  const open = new Set([...root.querySelectorAll('details[open] > summary')].map(one => one.textContent));
  const closed = new Set([...root.querySelectorAll('details:not([open]) > summary')].map(one => one.textContent));
  root.replaceChildren(...[draw()].flat(Infinity).filter(Boolean));
  for (const details of root.querySelectorAll('details')) {
    const name = details.querySelector('summary')?.textContent;
    if (open.has(name)) details.open = true;
    if (closed.has(name)) details.open = false;
  }
  root.scrollTop = scroll;
  if (at) root.querySelector(`[data-at="${CSS.escape(at)}"]`)?.focus({ preventScroll: true });
}
