// A grid of inputs that behaves like a spreadsheet: blocks are pasted, Enter and the arrows go from cell to cell.
import { $$, once } from './dom.js';

export function start(forms) { forms.forEach(form => once(form, 'month-grid', run)); }

function run(form) {
  const rows = $$('tbody tr', form).map(row => $$('input[name^="to."]', row));
  const place = input => {
    const row = rows.findIndex(cells => cells.includes(input));
    return [row, rows[row]?.indexOf(input) ?? -1];
  };
  form.addEventListener('paste', e => {
    const text = e.clipboardData?.getData('text/plain') ?? '';
    if (!e.target.matches('input[name^="to."]') || !/[\t\n]/.test(text.trimEnd())) return;
    e.preventDefault();
    const [top, left] = place(e.target);
    text.replace(/\r/g, '').replace(/\n$/, '').split('\n').forEach((line, down) =>
      line.split('\t').forEach((value, right) => {
        const cell = rows[top + down]?.[left + right];
        if (cell) { cell.value = value.replace(/[,\s¥]/g, ''); cell.dispatchEvent(new Event('input', { bubbles: true })); }
      }));
  });
  form.addEventListener('keydown', e => {
    if (!e.target.matches('input[name^="to."]')) return;
    const down = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (!down) return;
    const [row, column] = place(e.target);
    const next = rows[row + down]?.[column];
    if (!next) return;
    e.preventDefault();
    next.focus();
    next.select();
  });
}
