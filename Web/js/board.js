// The board: dragging, and its twin for keyboard and touch. The card moves at once and goes back if the server refuses.
// The board may be exchanged for a fresh one at any time: columns and cards are found again by their ids.
import { $, $$, isWriting, once, word } from './dom.js';
import { openDialog } from './dialogs.js';
import { ask, place } from './net.js';
import { beside } from './popover.js';
import { toast } from './toast.js';

export function start(boards) {
  boards.forEach(board => once(board, 'board', run));
  once(document.body, 'board-menu', menu);
}

const board = () => $('[data-board]'), columns = () => $$('.col', board()), list = column => $('.cards', column);
const columnOf = stage => columns().find(c => c.dataset.stage === stage);
const title = card => $('h3', card).textContent.trim(), name = column => $('h2', column).textContent.trim();

/** Tells the server; on refusal the card returns. A command column is entered by its command, others by the field. */
async function send(card, from, before, isUndo) {
  const to = card.closest('.col'), id = card.id, command = to.dataset.command, field = board().dataset.field;
  const url = card.dataset.url + (command ? `/command/${command}` : `/field/${field}`);
  const values = { [field]: to.dataset.stage, version: card.dataset.version, answer: 'board', from: location.pathname + location.search };
  card.classList.add('busy');
  const answer = await ask(url, { values, target: 'board' });
  card.classList.remove('busy');
  const back = () => list(from).insertBefore(card, before?.isConnected ? before : null);
  if (answer === null) return back();
  if (answer.includes('data-open')) { back(); return openDialog(answer); } // the command needs to know more first
  place(answer);
  const now = document.getElementById(id);
  if (!now) return;
  if (isUndo) return toast(word('undone'));
  const undo = () => move(document.getElementById(id), columnOf(from.dataset.stage), true);
  toast(word('moved', title(now), name(to)), { undo });
}

function move(card, to, isUndo) {
  const from = card?.closest('.col');
  if (!to || !from || from === to) return;
  const before = card.nextElementSibling;
  list(to).prepend(card);
  send(card, from, before, isUndo);
}

async function run(element) {
  element.addEventListener('click', e => {
    const button = e.target.closest('[data-move]');
    if (button) openMenu(button.closest('.opp'), button);
  });
  element.addEventListener('keydown', keys);
  const { Sortable } = await import('../vendor/sortable/index.js');
  for (const column of $$('.col', element)) {
    let before;
    new Sortable(list(column), {
      group: { name: 'board', put: !('closed' in column.dataset) }, animation: 140, ghostClass: 'ghost', dragClass: 'drag',
      delay: 120, delayOnTouchOnly: true, filter: '.more', preventOnFilter: false,
      onStart: e => (before = e.item.nextElementSibling),
      onEnd: e => { if (e.to !== e.from) send(e.item, column, before); },
    });
  }
}

/** Arrows walk over the cards, M opens the menu, Shift with left or right moves the card at once. */
function keys(e) {
  const card = e.target.closest('.opp');
  if (!card || isWriting(e.target)) return;
  const column = card.closest('.col'), cards = $$('.opp', column), i = cards.indexOf(card);
  const side = step => columns()[columns().indexOf(column) + step];
  const focus = other => $('h3 a', other ?? card).focus();
  const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
  if (e.key === 'm') openMenu(card, $('[data-move]', card));
  else if (e.shiftKey && step && side(step) && !('closed' in side(step).dataset)) { move(card, side(step)); focus(card); }
  else if (e.key === 'ArrowDown' || e.key === 'j') focus(cards[i + 1]);
  else if (e.key === 'ArrowUp' || e.key === 'k') focus(cards[i - 1]);
  else if (step && side(step)) focus($('.opp', side(step)));
  else return;
  e.preventDefault();
}

// One menu for all cards, and the phone's tabs, which show one column at a time.
let target;
function openMenu(card, button) {
  const pop = $('#move'), here = card.closest('.col').dataset.stage;
  target = card.id;
  $$('[data-to]', pop).forEach(b => (b.disabled = b.dataset.to === here));
  pop.showPopover();
  beside(pop, button);
  $('button:not(:disabled)', pop)?.focus();
}

function menu(body) {
  body.addEventListener('click', e => {
    const choice = e.target.closest('#move [data-to]');
    if (choice) {
      $('#move').hidePopover();
      move(document.getElementById(target), columnOf(choice.dataset.to));
      $('[data-move]', document.getElementById(target))?.focus();
    }
    const tab = e.target.closest('.stages a');
    if (tab) {
      e.preventDefault();
      $$('.stages a').forEach(t => t.removeAttribute('aria-current'));
      tab.setAttribute('aria-current', 'true');
      columns().forEach(c => c.classList.toggle('show', c.dataset.stage === tab.dataset.tab));
    }
  });
}
