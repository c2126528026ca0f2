// The replay of a process: the slider changes the picture and marks what happened at that step.
import { $, $$, once } from './dom.js';

export function start(bars) { bars.forEach(bar => once(bar, 'replay', run)); }

function run(bar) {
  const slider = $('input[type="range"]', bar), picture = $('#diagram'), says = $('output', bar);
  $('button', bar).hidden = true;
  bar.addEventListener('submit', e => e.preventDefault());
  slider.addEventListener('input', () => {
    says.value = `${slider.value} / ${slider.max}`;
    picture.src = slider.value === slider.max ? picture.dataset.url : `${picture.dataset.url}?step=${slider.value}`;
    for (const entry of $$('.history [data-step]')) entry.toggleAttribute('data-now', entry.dataset.step === slider.value);
  });
}
