// Native popovers, put beside the button that opened them; arrows move inside.
import { $$ } from './dom.js';

let opener;
document.addEventListener('click', e => { opener = e.target.closest('[popovertarget]') ?? opener; }, true);

document.addEventListener('toggle', e => {
  const pop = e.target;
  if (!pop.matches?.('[popover][data-menu]') || e.newState !== 'open' || !opener) return;
  beside(pop, opener);
  $$('a, button, input, select', pop)[0]?.focus({ preventScroll: true });
}, true);

/** Below the button and inside the window; above it where there is no room. */
export function beside(pop, button) {
  const at = button.getBoundingClientRect(), w = pop.offsetWidth, h = pop.offsetHeight;
  const left = at.left + w > innerWidth - 8 ? at.right - w : at.left;
  const top = at.bottom + 4 + h > innerHeight - 8 && at.top - 4 - h > 8 ? at.top - 4 - h : at.bottom + 4;
  pop.style.left = `${Math.max(8, Math.min(left, innerWidth - w - 8))}px`;
  pop.style.top = `${Math.max(8, Math.min(top, innerHeight - h - 8))}px`;
}

document.addEventListener('keydown', e => {
  const pop = e.target.closest?.('[popover]');
  if (!pop || !['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(e.key) || e.target.matches('select, textarea')) return;
  const items = $$('a, button, input:not([type="hidden"]), select', pop), i = items.indexOf(document.activeElement);
  const next = { ArrowDown: i + 1, ArrowUp: i - 1, Home: 0, End: items.length - 1 }[e.key];
  items[(next + items.length) % items.length]?.focus();
  e.preventDefault();
});
