// Settings: copying a secret that is shown once, and ticking a whole row of a matrix.
import { $$, once, word } from './dom.js';
import { toast } from './toast.js';

export function start(found) {
  for (const e of found) {
    if (e.matches('[data-copy]')) once(e, 'copy', copy);
    if (e.matches('[data-toggle-all]')) once(e, 'all', all);
  }
}

function copy(button) {
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    toast(word('copied'));
  });
}

function all(button) {
  button.addEventListener('click', () => {
    const boxes = $$('input[type="checkbox"]', button.closest(button.dataset.toggleAll)), on = boxes.some(b => !b.checked);
    boxes.forEach(b => { b.checked = on; });
  });
}
