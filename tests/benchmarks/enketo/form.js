// The same form in Enketo: transformed ahead of time, as its server does, then its own page with all widgets.
import { Form } from 'enketo-core';

const place = document.querySelector('#form');
const frames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now()))));

function show({ form, model }) {
  place.replaceChildren(document.createRange().createContextualFragment(form));
  const problems = new Form(place.querySelector('form.or'), { modelStr: model }, {}).init();
  if (problems.length > 0) throw new Error(problems.join(' '));
}

const transformed = await (await fetch('./transformed.json')).json();
show(transformed);
window.ready = await frames();
window.again = async () => {
  const began = performance.now();
  show(transformed);
  return (await frames()) - began;
};
