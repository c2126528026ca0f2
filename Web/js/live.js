// What others change appears here: the server only says that something changed, the page asks again for what it shows.
import { $, $$, after, word } from './dom.js';
import { toast } from './toast.js';

const url = document.body.dataset.live;
if (url) {
  $$('[data-live-region]').forEach(region => { region.dataset.rows = $$('#rows tr', region).length; });
  const source = new EventSource(url);
  source.addEventListener('changed', after(250, refresh));
  addEventListener('pagehide', () => source.close());
}

/** Somebody writes, has chosen rows or has loaded further ones: then the region only learns that it is old. */
function isBusy(region) {
  const focus = document.activeElement;
  const isWriting = region.contains(focus) && focus.matches('input:not([type="checkbox"]), textarea, select') && focus.value;
  const isLonger = $$('#rows tr', region).length > Number(region.dataset.rows);
  return isWriting || isLonger || $('.inline, .drag, input[name="id"]:checked', region);
}

/** One request for the page as it is now; each live region takes its part of it. */
async function refresh() {
  const regions = $$('[data-live-region]');
  if (!regions.length) return;
  const answer = await fetch(location.href, { credentials: 'same-origin' }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const region of regions) {
    const fresh = page.getElementById(region.id);
    if (!fresh || !region.isConnected) continue;
    if (isBusy(region)) toast(word('changed'));
    else exchange(region, document.adoptNode(fresh));
  }
}

function exchange(region, fresh) {
  const scrolled = element => [element, ...$$('.cards, .grid, .board', element)];
  const places = scrolled(region).map(e => [e.scrollLeft, e.scrollTop]), focused = document.activeElement?.id;
  fresh.dataset.rows = $$('#rows tr', fresh).length;
  region.replaceWith(fresh);
  scrolled(fresh).forEach((e, i) => e.scrollTo(...(places[i] ?? [0, 0])));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  window.htmx.process(fresh);
  document.dispatchEvent(new CustomEvent('htmx:load', { detail: { elt: fresh } }));
}
