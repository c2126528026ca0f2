// The decision-table editor: a grid by keyboard as in a spreadsheet, checked by the server, tried out beside it.
import { after, once } from '../dom.js';
import { toast } from '../toast.js';
import { ask, button, h, History, icon, redraw, speaker } from './page.js';
import { choice, open as proposed, section, text } from './fields.js';

export function start(roots) { roots.forEach(root => once(root, 'grid', load)); }

async function load(root) {
  const model = await ask(`${root.dataset.url}/draft`);
  if (!model) return;
  new Grid(root, model).start();
  root.dataset.opened = '';
}

const POLICIES = ['UNIQUE', 'FIRST', 'ANY', 'PRIORITY', 'RULE ORDER', 'OUTPUT ORDER', 'COLLECT'];
const TYPES = ['', 'number', 'string', 'boolean', 'date', 'time', 'date and time', 'days and time duration'];

class Grid {
  constructor(root, model) {
    Object.assign(this, { root, model, url: root.dataset.url, words: speaker(model.words), version: model.version, grid: model.grid, at: 0, row: 0, column: 0, findings: [], values: {}, matched: [], isDirty: false });
    this.history = new History(this.grid);
    this.later = after(700, () => this.check());
  }

  get table() { return this.grid.tables[this.at]; }
  get width() { return this.table.inputs.length + this.table.outputs.length + this.table.annotations.length; }

  start() {
    const { words } = this, heading = this.root.querySelector('h1');
    if (!this.table) { this.root.replaceChildren(heading, h('div', { class: 'empty' }, icon('table-2', 'l'), h('h2', {}, words('no-table')), h('p', {}, words('no-table-text')))); return; }
    const mac = (label, mark, action) => button(words(label), action, { icon: mark, iconOnly: true });
    this.undoButton = mac('undo', 'undo-2', () => this.back(this.history.undo()));
    this.redoButton = mac('redo', 'redo-2', () => this.back(this.history.redo()));
    this.state = h('span', { class: 'design-state', role: 'status' });
    this.checkState = h('span', { class: 'design-state', role: 'status' });
    const bar = h('div', { class: 'design-bar', role: 'toolbar', 'aria-label': words('tools') }, this.undoButton, this.redoButton, h('span', { class: 'gap' }),
      button(words('add-rule'), () => this.addRow(this.row + 1), { icon: 'plus' }), mac('copy-rule', 'copy', () => this.copyRow()), mac('move-up', 'arrow-up', () => this.moveRow(-1)), mac('move-down', 'arrow-down', () => this.moveRow(1)), mac('remove-rule', 'trash-2', () => this.removeRow()),
      h('span', { class: 'gap' }), button(words('add-input'), () => this.addColumn('inputs'), { icon: 'plus', classes: 'ghost' }), button(words('add-output'), () => this.addColumn('outputs'), { icon: 'plus', classes: 'ghost' }), button(words('add-annotation'), () => this.addColumn('annotations'), { icon: 'plus', classes: 'ghost' }),
      h('span', { class: 'grow' }), this.checkState, this.state, button(words('save'), () => this.save(), { icon: 'save' }), button(words('deploy'), () => this.deploy(), { icon: 'rocket', classes: 'primary' }));
    this.place = h('div', { class: 'grid-place' });
    this.list = h('section', { class: 'design-problems', 'aria-label': words('findings'), hidden: true });
    this.panel = h('aside', { class: 'design-panel', 'aria-label': words('properties'), 'data-open': true });
    this.root.replaceChildren(heading, bar, h('div', { class: 'design-body' }, h('div', { class: 'design-canvas' }, this.place, this.list), this.panel));
    addEventListener('beforeunload', e => { if (this.isDirty && this.root.isConnected) e.preventDefault(); });
    addEventListener('keydown', e => this.shortcuts(e), true);
    this.draw();
    this.ask();
    this.check();
  }

  // --- changing ---------------------------------------------------------------
  change(body) {
    body(this.table);
    this.history.push(this.grid);
    this.touched();
  }

  touched() {
    this.isDirty = true;
    this.matched = [];
    this.row = Math.max(0, Math.min(this.row, this.table.rules.length - 1));
    this.column = Math.max(0, Math.min(this.column, this.width - 1));
    this.later();
    this.draw();
  }

  back(state) { if (state) { this.grid = state; this.at = Math.min(this.at, state.tables.length - 1); this.touched(); this.focus(); } }

  /** The list and place of a column among all. */
  part(column) {
    const { inputs, outputs } = this.table;
    if (column < inputs.length) return ['inputs', column];
    if (column < inputs.length + outputs.length) return ['outputs', column - inputs.length];
    return ['annotations', column - inputs.length - outputs.length];
  }

  cell(row, column) { const [list, place] = this.part(column); return this.table.rules[row]?.[list][place] ?? ''; }

  put(row, column, value) { const [list, place] = this.part(column); this.table.rules[row][list][place] = value; }

  blank() { const { inputs, outputs, annotations } = this.table; return { id: '', inputs: inputs.map(() => '-'), outputs: outputs.map(() => ''), annotations: annotations.map(() => '') }; }

  addRow(place) { this.change(table => table.rules.splice(Math.min(place, table.rules.length), 0, this.blank())); this.row = Math.min(place, this.table.rules.length - 1); this.draw(); this.focus(); }
  copyRow() { if (!this.table.rules.length) return; const row = this.row; this.row = row + 1; this.change(table => table.rules.splice(row + 1, 0, { ...structuredClone(table.rules[row]), id: '' })); this.focus(); }
  removeRow() { if (!this.table.rules.length) return; this.change(table => table.rules.splice(this.row, 1)); this.focus(); }
  moveRow(by) { const to = this.row + by, from = this.row; if (to < 0 || to >= this.table.rules.length) return; this.row = to; this.change(table => table.rules.splice(to, 0, table.rules.splice(from, 1)[0])); this.focus(); }

  addColumn(list) {
    this.change(table => {
      if (list === 'annotations') table.annotations.push(this.words('annotation'));
      else table[list].push({ id: '', label: this.words(list === 'inputs' ? 'new-input' : 'new-output'), expression: `${list === 'inputs' ? 'input' : 'output'}${table[list].length + 1}`, type: list === 'inputs' ? '' : 'string', values: '', fallback: '' });
      if (list === 'outputs' && table.outputs.length === 2 && !table.outputs[0].expression) table.outputs[0].expression = 'output1';
      table.rules.forEach(rule => rule[list].push(list === 'inputs' ? '-' : ''));
    });
    this.column = list === 'inputs' ? this.table.inputs.length - 1 : list === 'outputs' ? this.table.inputs.length + this.table.outputs.length - 1 : this.width - 1;
    this.draw();
    this.focus();
  }

  removeColumn() {
    const [list, place] = this.part(this.column);
    if (list === 'outputs' && this.table.outputs.length === 1) return toast(this.words('last-output'), { bad: true });
    this.change(table => { table[list].splice(place, 1); table.rules.forEach(rule => rule[list].splice(place, 1)); });
    this.focus();
  }

  // --- drawing ----------------------------------------------------------------
  draw() {
    const { words, table } = this, isHere = this.place.contains(document.activeElement);
    const heads = [...table.inputs.map(one => [one, 'test']), ...table.outputs.map(one => [one, 'result']), ...table.annotations.map(name => [{ label: name }, 'remark'])];
    const headCells = heads.map(([one, kind], column) => h('th', { scope: 'col', class: kind, 'data-head': column, 'aria-colindex': column + 2 },
      h('button', { type: 'button', onclick: () => { this.column = column; this.focusHead = true; this.draw(); } }, h('b', {}, one.label || one.expression || words('unnamed')), one.label && one.expression ? h('small', {}, one.expression) : null, one.type ? h('small', {}, one.type) : null)));
    const rows = table.rules.map((rule, row) => h('tr', { 'aria-rowindex': row + 2, class: this.matched.includes(row) ? 'matched' : null },
      h('th', { scope: 'row', class: this.rowMark(row) }, String(row + 1), this.rowMark(row) ? h('span', { class: 'sr' }, this.about(row, null).map(one => one.text).join(' ')) : null),
      heads.map(([, kind], column) => this.drawCell(row, column, kind))));
    const label = words('policy') + ': ' + words(`policy-${table.hitPolicy.toLowerCase().replace(' ', '-')}`);
    const pills = this.grid.tables.length > 1 ? h('div', { class: 'pills' }, this.grid.tables.map((one, i) => h('button', { type: 'button', class: 'btn sm', 'aria-pressed': i === this.at, onclick: () => { this.at = i; this.row = this.column = 0; this.draw(); this.ask(); } }, one.name))) : null;
    this.place.replaceChildren(...[pills,
      h('table', { class: 'dmn', role: 'grid', 'aria-label': table.name, 'aria-rowcount': table.rules.length + 1, 'aria-colcount': this.width + 1 },
        h('thead', {}, h('tr', { 'aria-rowindex': 1 }, h('th', { scope: 'col', class: 'policy', title: label }, { UNIQUE: 'U', FIRST: 'F', ANY: 'A', PRIORITY: 'P', 'RULE ORDER': 'R', 'OUTPUT ORDER': 'O', COLLECT: 'C' }[table.hitPolicy] ?? 'U'), headCells)), h('tbody', {}, rows))].filter(Boolean));
    this.place.querySelector('table').addEventListener('keydown', e => this.keys(e));
    this.place.querySelector('table').addEventListener('paste', e => this.paste(e));
    this.place.querySelector('table').addEventListener('copy', e => { if (!this.editing) { e.preventDefault(); e.clipboardData.setData('text/plain', this.cell(this.row, this.column)); } });
    if (isHere && !this.focusHead) this.focus();
    redraw(this.panel, () => this.form());
    if (this.focusHead) this.panel.querySelector('input')?.focus();
    this.focusHead = false;
    this.refresh();
  }

  drawCell(row, column, kind) {
    const found = this.about(row, column), value = this.cell(row, column), isHere = row === this.row && column === this.column;
    return h('td', { role: 'gridcell', class: [kind, found.some(one => one.isError) ? 'bad' : found.length ? 'warn' : ''].join(' '), tabindex: isHere ? 0 : -1, 'data-cell': `${row}/${column}`, 'aria-colindex': column + 2, 'aria-selected': isHere,
      'aria-invalid': found.some(one => one.isError) ? 'true' : null, title: found.map(one => one.text).join('\n') || null,
      onfocus: () => this.here(row, column), ondblclick: () => this.edit(row, column) }, value);
  }

  about(row, column) { return this.findings.filter(one => one.decision === this.table.decision && one.rules.includes(row) && one.column === column); }
  rowMark(row) { const found = this.about(row, null); return found.some(one => one.isError) ? 'bad' : found.length ? 'warn' : ''; }

  here(row, column) {
    if (row === this.row && column === this.column) return;
    const before = this.place.querySelector('[data-cell][tabindex="0"]');
    const changesColumn = column !== this.column;
    [this.row, this.column] = [row, column];
    before?.setAttribute('tabindex', '-1');
    before?.setAttribute('aria-selected', 'false');
    const now = this.place.querySelector(`[data-cell="${row}/${column}"]`);
    now?.setAttribute('tabindex', '0');
    now?.setAttribute('aria-selected', 'true');
    if (changesColumn) redraw(this.panel, () => this.form());
  }

  focus() { this.place.querySelector(`[data-cell="${this.row}/${this.column}"]`)?.focus(); }

  refresh() {
    this.undoButton.disabled = !this.history.canUndo;
    this.redoButton.disabled = !this.history.canRedo;
    this.root.dataset.state = this.isDirty ? 'dirty' : 'clean';
    this.state.textContent = this.isDirty ? this.words('unsaved') : this.version ? this.words('draft-saved') : this.model.deployed ? this.words('as-deployed', this.model.deployed) : '';
    const errors = this.findings.filter(one => one.isError).length;
    this.checkState.textContent = errors ? this.words('errors', errors) : this.findings.length ? this.words('doubts', this.findings.length) : '';
    this.checkState.classList.toggle('bad', errors > 0);
  }

  // --- the keyboard -----------------------------------------------------------
  shortcuts(e) {
    if (!this.root.isConnected || !(e.ctrlKey || e.metaKey)) return;
    if (e.key === 's') { e.preventDefault(); document.activeElement?.blur?.(); this.save(); }
    if (e.target.closest?.('input, textarea, select')) return;
    const key = e.key.toLowerCase();
    if (key === 'z') { e.preventDefault(); e.stopImmediatePropagation(); this.back(e.shiftKey ? this.history.redo() : this.history.undo()); }
    if (key === 'y') { e.preventDefault(); e.stopImmediatePropagation(); this.back(this.history.redo()); }
  }

  go(row, column) {
    if (column < 0 && row > 0) { row -= 1; column = this.width - 1; }
    if (column >= this.width && row < this.table.rules.length - 1) { row += 1; column = 0; }
    this.here(Math.max(0, Math.min(row, this.table.rules.length - 1)), Math.max(0, Math.min(column, this.width - 1)));
    this.focus();
  }

  keys(e) {
    if (this.editing || !e.target.matches('[data-cell]')) return;
    const { row, column } = this, step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[e.key];
    const isCommand = e.ctrlKey || e.metaKey;
    if (step && e.altKey && step[0]) this.moveRow(step[0]);
    else if (step) this.here(Math.max(0, Math.min(row + step[0], this.table.rules.length - 1)), Math.max(0, Math.min(column + step[1], this.width - 1))), this.focus();
    else if (e.key === 'Tab' && !(e.shiftKey ? row === 0 && column === 0 : row === this.table.rules.length - 1 && column === this.width - 1)) this.go(row, column + (e.shiftKey ? -1 : 1));
    else if (e.key === 'Home') this.go(isCommand ? 0 : row, 0);
    else if (e.key === 'End') this.go(isCommand ? this.table.rules.length - 1 : row, this.width - 1);
    else if (e.key === 'Enter' && isCommand) this.addRow(row + 1);
    else if (e.key === 'Enter' || e.key === 'F2') this.edit(row, column);
    else if (isCommand && (e.key === '-' || e.key === 'Delete')) this.removeRow();
    else if (e.key === 'Delete' || e.key === 'Backspace') this.change(() => this.put(row, column, this.part(column)[0] === 'inputs' ? '-' : ''));
    else if (e.key.length === 1 && !isCommand && !e.altKey) this.edit(row, column, e.key);
    else return;
    e.preventDefault();
  }

  /** Editing where the text stands; what was typed first replaces it. */
  edit(row, column, first) {
    if (this.editing) return;
    const place = this.place.querySelector(`[data-cell="${row}/${column}"]`), before = this.cell(row, column);
    const area = h('textarea', { class: 'cell-input', rows: 1, 'aria-label': this.words('cell', row + 1, column + 1), spellcheck: 'false', value: first ?? before });
    this.editing = true;
    place.replaceChildren(area);
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
    const leave = (keeps, to) => {
      if (!this.editing) return;
      this.editing = false;
      const value = area.value.trim();
      if (keeps && value !== before) this.change(() => this.put(row, column, value || (this.part(column)[0] === 'inputs' ? '-' : '')));
      else place.replaceChildren(before);
      if (to) this.go(...to);
    };
    area.addEventListener('blur', () => leave(true));
    area.addEventListener('keydown', e => {
      if (e.isComposing) return;
      if (e.key === 'Escape') leave(false, [row, column]);
      else if (e.key === 'Enter' && !e.altKey && !e.shiftKey) leave(true, [row + 1, column]);
      else if (e.key === 'Tab') leave(true, [row, column + (e.shiftKey ? -1 : 1)]);
      else return;
      e.preventDefault();
      e.stopPropagation();
    });
  }

  /** Cells of a spreadsheet from here on; rows that are missing are added. */
  paste(e) {
    if (this.editing) return;
    e.preventDefault();
    const lines = parse(e.clipboardData.getData('text/plain'));
    if (!lines.length) return;
    this.change(table => lines.forEach((line, r) => {
      if (!table.rules[this.row + r]) table.rules.push(this.blank());
      line.slice(0, this.width - this.column).forEach((value, c) => this.put(this.row + r, this.column + c, value || (this.part(this.column + c)[0] === 'inputs' ? '-' : '')));
    }));
    this.focus();
    toast(this.words('pasted', lines.length), { undo: () => this.back(this.history.undo()) });
  }

  // --- the panel --------------------------------------------------------------
  form() {
    const { words, table } = this, set = part => this.change(one => Object.assign(one, part));
    return [
      section(words('table'), true,
        choice(words('policy'), table.hitPolicy, POLICIES.map(value => ({ value, label: words(`policy-${value.toLowerCase().replace(' ', '-')}`) })), hitPolicy => set({ hitPolicy, aggregation: '' })),
        table.hitPolicy === 'COLLECT' ? choice(words('aggregation'), table.aggregation, ['', 'SUM', 'COUNT', 'MIN', 'MAX'].map(value => ({ value, label: words(`aggregation-${value.toLowerCase() || 'list'}`) })), aggregation => set({ aggregation })) : null,
        h('p', { class: 'mute' }, words(`policy-help-${table.hitPolicy.toLowerCase().replace(' ', '-')}`))),
      this.columnForm(), this.tryForm(), h('p', { class: 'mute keys-line' }, words('keys'))];
  }

  columnForm() {
    const { words, table } = this, [list, place] = this.part(this.column);
    const remove = button(words('remove-column'), () => this.removeColumn(), { icon: 'trash-2', classes: 'sm ghost' });
    if (list === 'annotations') return section(words('column-annotation'), true, text(words('label'), table.annotations[place], name => this.change(one => { one.annotations[place] = name; })), remove);
    const column = table[list][place];
    if (!column) return null;
    const set = part => this.change(one => Object.assign(one[list][place], part));
    return section(words(list === 'inputs' ? 'column-input' : 'column-output'), true,
      text(words('label'), column.label, label => set({ label })),
      text(words(list === 'inputs' ? 'expression' : 'output-name'), column.expression, expression => set({ expression }), { help: words(list === 'inputs' ? 'expression-help' : 'output-name-help') }),
      proposed(words('type'), column.type, TYPES.filter(Boolean).map(value => ({ value, label: words(`type-${value.replaceAll(' ', '-')}`) })), type => set({ type })),
      text(words('values'), column.values, values => set({ values }), { help: words(list === 'inputs' ? 'values-help' : 'values-order-help'), placeholder: '"A", "B"' }),
      list === 'outputs' ? text(words('fallback'), column.fallback, fallback => set({ fallback }), { help: words('fallback-help') }) : null, remove);
  }

  tryForm() {
    const { words } = this, inputs = this.inputs ?? [];
    return section(words('try'), true, inputs.map(({ name, type }) => text(type && type !== 'Any' ? `${name} · ${type}` : name, this.values[name] ?? '', value => { this.values[name] = value; }, { at: `try-${name}` })),
      button(words('run'), () => this.run(), { icon: 'zap', classes: 'sm', 'data-at': 'run' }),
      this.outcome ? h('div', { class: 'outcome', role: 'status' }, h('b', {}, words('result')), h('code', {}, this.outcome.result), h('p', {}, this.outcome.rules.length ? words('matched', this.outcome.rules.map(one => one + 1).join('、')) : words('no-match')), this.outcome.problems.map(one => h('p', { class: 'bad' }, one))) : null);
  }

  // --- the server -------------------------------------------------------------
  body(more = {}) { return { grid: this.grid, version: this.version, ...more }; }

  async ask() {
    const answer = await ask(`${this.url}/try`, this.body({ decision: this.table.decision }), { quiet: true });
    if (answer) { this.inputs = answer.inputs; redraw(this.panel, () => this.form()); }
  }

  async run() {
    const answer = await ask(`${this.url}/try`, this.body({ decision: this.table.decision, values: this.values, run: true }));
    if (!answer) return;
    Object.assign(this, { outcome: answer, inputs: answer.inputs, matched: answer.rules });
    this.draw();
  }

  async check() {
    const answer = await ask(`${this.url}/check`, this.body(), { quiet: true });
    if (!answer) return;
    this.show(answer.findings);
    this.ask();
  }

  show(findings) {
    this.findings = findings;
    if (!this.editing) this.draw();
    this.list.hidden = !findings.length;
    this.list.replaceChildren(h('header', {}, h('h2', {}, this.words('findings'))), h('ul', {}, findings.map(one => h('li', {}, h('button', { type: 'button', class: one.isError ? 'bad' : 'warn', onclick: () => this.showPlace(one) },
      icon(one.isError ? 'circle-alert' : 'triangle-alert'), h('span', {}, one.kind ? h('b', {}, this.words(`kind-${one.kind}`), ' ') : null, one.text))))));
    this.refresh();
  }

  showPlace(one) {
    const at = this.grid.tables.findIndex(table => table.decision === one.decision);
    if (at >= 0 && at !== this.at) { this.at = at; this.row = this.column = 0; this.draw(); }
    this.here(one.rules[0] ?? this.row, one.column ?? 0);
    this.focus();
  }

  async save() {
    const answer = await ask(`${this.url}/draft`, this.body());
    if (!answer) return;
    this.version = answer.version;
    this.isDirty = false;
    this.refresh();
    toast(this.words('saved'));
  }

  async deploy() {
    const answer = await ask(`${this.url}/deploy`, this.body());
    if (!answer) return;
    this.version = answer.version;
    this.isDirty = false;
    if (answer.findings) { this.show(answer.findings); return toast(this.words('refused'), { bad: true }); }
    location.assign(answer.url);
  }
}

/** Rows and cells of what a spreadsheet copies: tabs between, quotes around what holds tabs or line ends. */
function parse(text) {
  const rows = [];
  let row = [], cell = '', isQuoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (isQuoted) { if (c !== '"') cell += c; else if (text[i + 1] === '"') { cell += '"'; i += 1; } else isQuoted = false; }
    else if (c === '"' && cell === '' && /^"(?:[^"]|"")*"(?:\t|\r?\n|$)/.test(text.slice(i)) && /[\t\n]|""/.test(/^"((?:[^"]|"")*)"/.exec(text.slice(i))[1])) isQuoted = true;
    else if (c === '\t') { row.push(cell.trim()); cell = ''; }
    else if (c === '\n') { row.push(cell.trim()); rows.push(row); row = []; cell = ''; }
    else if (c !== '\r') cell += c;
  }
  if (cell || row.length) rows.push([...row, cell.trim()]);
  return rows;
}
