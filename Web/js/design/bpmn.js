// Loads bpmn-js out of the pinned package's chunks. They were bundled for another page, which injected their styles as
// elements; the policy forbids that here, so the styles become a constructed sheet.
const CHUNKS = 'rspackChunkjupyterlab_camunda_modeller_extension';
const BASE = new URL('../../vendor/bpmn/', import.meta.url).href;
const FILES = ['569.d899fc21f3e06058.js', '648.b009513733b3a38e.js'];
let loading;

/** The modeler's class. */
export const loadModeler = () => (loading ??= load());

async function load() {
  const modules = {};
  const chunks = (self[CHUNKS] ??= []);
  const take = chunk => Object.assign(modules, chunk[1]);
  chunks.forEach(take);
  chunks.push = take;
  await Promise.all(FILES.map(script));
  const need = runtime(modules);
  styles(modules, need);
  for (const id in modules) {
    if (modules[id].toString().length < 200000) continue;
    for (const found of Object.values(need(id))) if (found?.prototype?.importXML) return found;
  }
  throw new Error('bpmn-js is not where the lock says');
}

function script(file) {
  return new Promise((done, failed) => {
    const element = Object.assign(document.createElement('script'), { src: BASE + file, onload: done, onerror: failed });
    document.head.append(element);
  });
}

/** What a bundle asks of its surroundings. */
function runtime(modules) {
  const known = {};
  const need = id => {
    if (known[id]) return known[id].exports;
    if (!modules[id]) return 'data:,'; // pictures of the other page
    const module = (known[id] = { id, exports: {} });
    modules[id].call(module.exports, module, module.exports, need);
    return module.exports;
  };
  need.o = (object, key) => Object.hasOwn(object, key);
  need.d = (target, getters, values) => {
    for (const key in getters) if (!need.o(target, key)) Object.defineProperty(target, key, { enumerable: true, get: getters[key] });
    for (const key in values) if (!need.o(target, key)) Object.defineProperty(target, key, { enumerable: true, value: values[key] });
  };
  need.r = target => Object.defineProperty(target, '__esModule', { value: true });
  need.n = module => { const get = module?.__esModule ? () => module.default : () => module; need.d(get, { a: get }); return get; };
  Object.assign(need, { g: self, b: document.baseURI, p: BASE });
  return need;
}

function styles(modules, need) {
  const texts = [];
  for (const id in modules) {
    if (!/\.push\(\[\w+\.id,/.test(modules[id].toString().slice(0, 400))) continue;
    const found = need(id);
    texts.push(String(found.A ?? found.Z ?? found.default ?? found));
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(texts.join('\n').replaceAll(/url\(data:[^)]*\)/g, 'none'));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
