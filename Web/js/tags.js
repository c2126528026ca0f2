// Words as chips: Enter or a comma makes one, Backspace takes the last. The original input keeps what is sent.
import { once } from './dom.js';

export function start(inputs) { inputs.forEach(input => once(input, 'tags', run)); }

function run(input) {
  const words = input.value.split(/[,，]/).map(w => w.trim()).filter(Boolean);
  const box = Object.assign(document.createElement('span'), { className: 'in tag-box' });
  const entry = Object.assign(document.createElement('input'), { type: 'text', autocomplete: 'off', id: input.id });
  entry.setAttribute('list', input.getAttribute('list'));
  input.removeAttribute('id');
  input.type = 'hidden';
  input.before(box);
  const draw = () => {
    box.replaceChildren(...words.map(chip), entry);
    const value = words.join(', ');
    if (input.value === value) return;
    input.value = value;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const chip = word => {
    const remove = Object.assign(document.createElement('button'), { type: 'button', textContent: '×', ariaLabel: `× ${word}` });
    remove.addEventListener('click', () => { words.splice(words.indexOf(word), 1); draw(); entry.focus(); });
    const piece = Object.assign(document.createElement('span'), { className: 'chip line hue grey h265' });
    piece.append(word, remove);
    return piece;
  };
  const take = () => {
    const word = entry.value.replace(/[,，]/g, '').trim();
    entry.value = '';
    if (!word || words.includes(word)) return;
    words.push(word);
    draw();
    entry.focus();
  };
  entry.addEventListener('keydown', e => {
    if (e.isComposing) return;
    if ((e.key === 'Enter' && entry.value.trim()) || e.key === ',' || e.key === '，') { e.preventDefault(); take(); }
    if (e.key === 'Backspace' && !entry.value && words.length) { words.pop(); draw(); entry.focus(); }
  });
  entry.addEventListener('change', take);
  box.addEventListener('click', () => entry.focus());
  draw();
}
