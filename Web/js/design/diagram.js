// The diagram designer: bpmn-js on the canvas, our own panel beside it.
import { loadModeler } from './bpmn.js';
import { Desk } from './desk.js';
import { Extensions } from './moddle.js';
import { button, download, h, redraw } from './page.js';
import { properties } from './properties.js';
import { translation } from './translate.js';

const NARROW = '(max-width: 760px)';

export async function diagram(root, model) {
  const Modeler = await loadModeler();
  const place = h('div', { class: 'bpmn' });
  const designer = new Diagram(root, model);
  designer.frame(place);
  designer.modeler = new Modeler({ container: place, bpmnRenderer: colours(root), additionalModules: [translation(model.locale)] });
  await designer.open(model.source);
  if (matchMedia(NARROW).matches) return designer.readOnly(place);
  designer.listen();
  designer.draw();
  designer.desk.check();
}

/** The theme's colours as the drawing wants them. */
function colours(root) {
  const probe = h('i', { class: 'bpmn-probe' });
  root.append(probe);
  const { backgroundColor, color } = getComputedStyle(probe);
  probe.remove();
  return { defaultFillColor: backgroundColor, defaultStrokeColor: color, defaultLabelColor: color };
}

class Diagram {
  constructor(root, model) {
    Object.assign(this, { root, model, chosen: null, problems: [] });
    this.desk = new Desk(root, model, {
      body: async () => ({ source: await this.source() }), execution: () => this.process && this.extensions.json(this.process, 'execution'),
      holders: () => this.everything().map(bo => [this.extensions.json(bo, 'approval'), this.extensions.json(bo, 'execution')]),
      forms: () => this.everything().map(bo => this.extensions.json(bo, 'execution')),
      undo: () => this.get('commandStack').undo(), redo: () => this.get('commandStack').redo(), canUndo: () => !!this.modeler && this.get('commandStack').canUndo(), canRedo: () => !!this.modeler && this.get('commandStack').canRedo(),
      choose: id => this.choose(id), problems: found => { this.problems = found; this.mark(); }, named: id => this.get('elementRegistry').get(id)?.businessObject.name,
    });
    this.words = this.desk.words;
  }

  get(service) { return this.modeler.get(service); }
  get definitions() { return this.modeler.getDefinitions(); }
  get extensions() { return (this.moddles ??= new Extensions(this.get('moddle'))); }

  /** The process that this page is about. */
  get process() { return this.definitions?.rootElements?.find(one => one.$type === 'bpmn:Process' && one.id === this.model.key); }

  everything() {
    const found = [];
    const walk = scope => (scope?.flowElements ?? []).forEach(one => { found.push(one); walk(one); });
    walk(this.process);
    return found;
  }

  frame(place) {
    const { words } = this;
    const zoom = how => { const canvas = this.get('canvas'); if (how === 'fit') this.fit(); else canvas.zoom(canvas.zoom() * how); };
    this.panel = h('aside', { class: 'design-panel', 'aria-label': words('properties') });
    const file = h('input', { type: 'file', accept: '.bpmn,.xml', hidden: true, 'aria-hidden': 'true', tabindex: '-1', onchange: e => this.bring(e.target) });
    this.desk.mount(place, this.panel, [
      button(words('zoom-out'), () => zoom(1 / 1.2), { icon: 'minus', iconOnly: true }), button(words('zoom-fit'), () => zoom('fit'), { icon: 'maximize-2', iconOnly: true }), button(words('zoom-in'), () => zoom(1.2), { icon: 'plus', iconOnly: true }),
      h('span', { class: 'gap' }), button(words('layout'), () => this.layout(), { icon: 'layout-dashboard', iconOnly: true })],
    [button(words('import'), () => file.click(), { icon: 'upload', iconOnly: true }), file,
      button(words('export-bpmn'), async () => download(`${this.model.key}.bpmn`, await this.source(), 'application/xml'), { icon: 'download', iconOnly: true }),
      button(words('export-svg'), async () => download(`${this.model.key}.svg`, (await this.modeler.saveSVG()).svg, 'image/svg+xml'), { icon: 'image', iconOnly: true })]);
  }

  async open(source) {
    this.moddles = null;
    await this.modeler.importXML(source);
    this.fit();
  }

  fit() {
    // The palette stands over the left edge: the drawing begins beside it.
    const canvas = this.get('canvas'), { inner, outer } = canvas.viewbox(), palette = 90;
    if (!inner.width || !outer.width) return canvas.zoom(1);
    const scale = Math.min(1, (outer.width - palette - 40) / inner.width, (outer.height - 60) / inner.height);
    canvas.viewbox({ x: inner.x - palette / scale, y: inner.y - (outer.height / scale - inner.height) / 2, width: outer.width / scale, height: outer.height / scale });
  }

  async source() { return (await this.modeler.saveXML({ format: true })).xml; }

  /** Another text in place of this one: as a whole it cannot be undone, so it is told. */
  async exchange(source) {
    try { await this.open(source); } catch (error) { return (await import('../toast.js')).toast(error.message, { bad: true }); }
    this.chosen = null;
    this.desk.changed();
    this.draw();
  }

  async layout() {
    const before = await this.source();
    const answer = await (await import('./page.js')).ask('/design/layout', { source: before });
    if (!answer) return;
    await this.exchange(answer.source);
    (await import('../toast.js')).toast(this.words('laid-out'), { undo: () => this.exchange(before) });
  }

  async bring(input) {
    const file = input.files[0];
    if (!file) return;
    const before = await this.source(), text = await file.text();
    input.value = '';
    await this.exchange(this.renamed(text));
    (await import('../toast.js')).toast(this.words('imported'), { undo: () => this.exchange(before) });
  }

  /** Another process's text under the id of this one, in every reference too. */
  renamed(text) {
    const id = /<(?:[\w-]+:)?process\b[^>]*?\sid="([^"]+)"/.exec(text)?.[1];
    if (!id || id === this.model.key) return text;
    const quoted = id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return text.replace(new RegExp(`\\b(id|bpmnElement|processRef)="${quoted}"`, 'g'), `$1="${this.model.key}"`);
  }

  /** On a phone the process is for reading. */
  async readOnly(place) {
    const { svg } = await this.modeler.saveSVG();
    this.modeler.destroy();
    const picture = h('img', { src: URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' })), alt: this.model.name });
    const heading = this.root.querySelector('h1');
    this.root.replaceChildren(heading, h('p', { class: 'notice' }, this.words('phone-reads')), h('div', { class: 'bpmn-read', tabindex: '0', role: 'region', 'aria-label': this.words('diagram') }, picture));
  }

  listen() {
    const events = this.get('eventBus');
    events.on('selection.changed', ({ newSelection }) => { this.chosen = newSelection.length === 1 ? newSelection[0] : null; this.draw(); this.panel.scrollTop = 0; });
    events.on('commandStack.changed', () => { this.desk.changed(); this.draw(); });
    events.on('import.done', () => this.mark());
  }

  choose(id) {
    const element = this.get('elementRegistry').get(id);
    if (!element) return this.get('selection').select(null);
    this.get('canvas').scrollToElement?.(element);
    this.get('selection').select(element);
  }

  mark() {
    if (!this.modeler) return;
    const canvas = this.get('canvas'), registry = this.get('elementRegistry');
    (this.marked ?? []).filter(([id]) => registry.get(id)).forEach(([id, mark]) => canvas.removeMarker(id, mark));
    this.marked = this.problems.filter(one => registry.get(one.element)).map(one => [one.element, one.isError ? 'has-error' : 'has-doubt']);
    this.marked.forEach(([id, mark]) => canvas.addMarker(id, mark));
  }

  draw() { redraw(this.panel, () => properties(this)); this.desk.refresh(); }
}
