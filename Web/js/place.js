// Where the phone is, asked for by a button and told in words; nothing is sent before the form is.
import { $, once } from './dom.js';

export function start(forms) { forms.forEach(form => once(form, 'place', run)); }

function run(form) {
  const box = $('.place', form), state = $('[data-place-state]', form), button = $('[data-locate]', form);
  const say = (text, mark) => { state.textContent = text; box.dataset.state = mark; };
  button.addEventListener('click', () => {
    if (!navigator.geolocation) return say(box.dataset.refused, 'refused');
    say(box.dataset.waiting, 'waiting');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        for (const name of ['latitude', 'longitude', 'accuracy']) form.elements[name].value = coords[name] ?? '';
        say(box.dataset.found.replace('{0}', Math.round(coords.accuracy)), 'found');
      },
      () => say(box.dataset.refused, 'refused'),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 },
    );
  });
}
