// Opens a process in one of the two designers.
import { once } from '../dom.js';
import { ask } from './page.js';

export function start(roots) { roots.forEach(root => once(root, 'designer', open)); }

async function open(root) {
  const model = await ask(`${root.dataset.url}/draft`);
  if (!model) return;
  if (root.dataset.designer === 'steps') (await import('./steps.js')).steps(root, model);
  else await (await import('./diagram.js')).diagram(root, model);
  root.dataset.opened = '';
}
