// A page that is printed: the button is only there where a script can do it.
import { once } from './dom.js';

export function start(buttons) {
  buttons.forEach(button => once(button, 'print', () => { button.hidden = false; button.addEventListener('click', () => print()); }));
}
