// The least a page can do with the same engine and the same form: parse, begin an instance, put the first group's words on screen.
import { loadForm } from '@getodk/xforms-engine';
import { createMutable } from 'solid-js/store';

const config = { stateFactory: createMutable };
const place = document.querySelector('#form');

function words(node) {
  const own = node.currentState.label?.asString ?? '';
  const choices = node.currentState.valueOptions?.map?.((option) => option.label?.asString ?? '') ?? [];
  const children = Array.isArray(node.currentState.children) ? node.currentState.children : [];
  return [own, ...choices, ...children.flatMap(words)];
}

function show(root) {
  const group = root.currentState.children.find((child) => child.nodeType === 'group' && child.currentState.relevant) ?? root;
  place.replaceChildren(...words(group).map((text) => Object.assign(document.createElement('button'), { textContent: text })));
}

const frames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now()))));

const form = await loadForm(await (await fetch('./form.xml')).text());
show(form.createInstance(config).root);
window.ready = await frames();
window.again = async () => {
  const began = performance.now();
  show(form.resetInstance(config).root);
  return (await frames()) - began;
};
