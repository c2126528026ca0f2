// What others change appears here: the server only says that something changed, the page asks again for what it shows.
import { $, $$, after, word } from './dom.js';
import { toast } from './toast.js';

const url = document.body.dataset.live;
if (url) {
  const source = new EventSource(url);
  source.addEventListener('changed', after(250, refresh));
  addEventListener('pagehide', () => source.close());
}

/** Replaces the live regions, except one in which somebody is writing: that one only learns that it is old. */
function refresh() {
  for (const region of $$('[data-live-region]')) {
    const busy = region.contains(document.activeElement) && document.activeElement.matches('input, textarea, select') || $('.inline', region);
    if (busy) { toast(word('changed')); continue; }
    window.htmx.ajax('GET', location.href, { target: `#${region.id}`, select: `#${region.id}`, swap: 'outerHTML' });
  }
}
