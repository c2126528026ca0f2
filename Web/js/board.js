// The board: dragging, and its twin for keyboard and touch. The card moves at once and goes back if the server refuses.
import { $, $$, isWriting, once, word } from './dom.js';
import { ask, place } from './net.js';
import { openDialog } from './dialogs.js';
import { beside } from './popover.js';
import { toast } from './toast.js';

export function start(boards) { boards.forEach(board => once(board, 'board', run)); }

async function run(board) {
  const columns = $$('.col', board), list = column => $('.cards', column);
  const title = card => $('h3', card).textContent.trim(), name = column => $('h2', column).textContent.trim();

  /** Tells the server; on refusal the card returns. A command column is entered by its command, others by the field. */
  async function send(card, from, before, isUndo) {
    const to = card.closest('.col'), id = card.id, command = to.dataset.command;
    const url = card.dataset.url + (command ? `/command/${command}` : `/field/${board.dataset.field}`);
    const values = { [board.dataset.field]: to.dataset.stage, version: card.dataset.version, answer: 'board', from: location.pathname + location.search };
    card.classList.add('busy');
    const answer = await ask(url, { values, target: 'board' });
    card.classList.remove('busy');
    if (answer === null) { list(from).insertBefore(card, before); return; }
    if (answer.includes('data-open')) { list(from).insertBefore(card, before); openDialog(answer); return; } // it needs to know more first
    place(answer);
    const now = document.getElementById(id);
    if (isUndo) toast(word('undone'));
    else toast(word('moved', title(now), name(to)), { undo: () => move(now, from, true) });
  }
  function move(card, to, isUndo) {
    const from = card.closest('.col'), before = card.nextElementSibling;
    if (from === to) return;
    list(to).prepend(card);
    send(card, from, before, isUndo);
  }

  const { Sortable } = await import('../vendor/sortable/index.js');
  for (const column of columns) {
    let before;
    new Sortable(list(column), {
      group: { name: 'board', put: !('closed' in column.dataset) }, animation: 140, ghostClass: 'ghost', dragClass: 'drag',
      delay: 120, delayOnTouchOnly: true, filter: '.more', preventOnFilter: false,
      onStart: e => (before = e.item.nextElementSibling),
      onEnd: e => { if (e.to !== e.from) send(e.item, column, before); },
    });
  }

  // The menu: one for all cards.
  const pop = $('#move');
  let target;
  const openMenu = (card, button) => {
    target = card;
    const here = card.closest('.col').dataset.stage;
    $$('[data-to]', pop).forEach(b => (b.disabled = b.dataset.to === here));
    pop.showPopover();
    beside(pop, button);
    $('button:not(:disabled)', pop)?.focus();
  };
  board.addEventListener('click', e => {
    const button = e.target.closest('[data-move]');
    if (button) openMenu(button.closest('.opp'), button);
  });
  pop.addEventListener('click', e => {
    const choice = e.target.closest('[data-to]');
    if (!choice) return;
    pop.hidePopover();
    move(target, columns.find(c => c.dataset.stage === choice.dataset.to));
    $('[data-move]', target)?.focus();
  });

  // Keys: arrows walk over the cards, M opens the menu, Shift with left or right moves the card at once.
  board.addEventListener('keydown', e => {
    const card = e.target.closest('.opp');
    if (!card || isWriting(e.target)) return;
    const column = card.closest('.col'), cards = $$('.opp', column), i = cards.indexOf(card), at = columns.indexOf(column);
    const focus = other => { $('h3 a', other ?? card).focus(); };
    const side = step => columns[at + step];
    if (e.key === 'm') openMenu(card, $('[data-move]', card));
    else if (e.shiftKey && e.key === 'ArrowRight' && side(1) && !('closed' in side(1).dataset)) { move(card, side(1)); focus(card); }
    else if (e.shiftKey && e.key === 'ArrowLeft' && side(-1) && !('closed' in side(-1).dataset)) { move(card, side(-1)); focus(card); }
    else if (e.key === 'ArrowDown' || e.key === 'j') focus(cards[i + 1]);
    else if (e.key === 'ArrowUp' || e.key === 'k') focus(cards[i - 1]);
    else if (e.key === 'ArrowRight' && side(1)) focus($('.opp', side(1)));
    else if (e.key === 'ArrowLeft' && side(-1)) focus($('.opp', side(-1)));
    else return;
    e.preventDefault();
  });

  // The phone shows one column at a time.
  $$('.stages a').forEach(tab => tab.addEventListener('click', e => {
    e.preventDefault();
    $$('.stages a').forEach(t => t.removeAttribute('aria-current'));
    tab.setAttribute('aria-current', 'true');
    columns.forEach(c => c.classList.toggle('show', c.dataset.stage === tab.dataset.tab));
  }));
}
