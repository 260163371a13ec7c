/** `npx vite tablet` then /preview/?state=locked&workers=2&pending=3&offline&short&emptied&empty&fails&partners&form=every#token.fingerprint */
import '../src/app.css';

import { createSignal } from 'solid-js';
import { render } from 'solid-js/web';

import { App } from '../src/screens/App';
import { LiveTablet } from '../src/screens/live';
import { startPlaces } from '../src/screens/place';
import contact from '../../../tests/vectors/forms/contact.xml?raw';
import every from '../../../tests/vectors/forms/every.xml?raw';
import { memoryTablet } from './memory-tablet';

const query = new URLSearchParams(location.search);
const state = query.get('state');
const tablet = memoryTablet({
  state: state === 'new' || state === 'locked' ? state : 'unlocked',
  workers: Number(query.get('workers') ?? 3),
  pending: Number(query.get('pending') ?? 0),
  online: !query.has('offline'),
  short: query.has('short'),
  emptied: query.has('emptied'),
  empty: query.has('empty'),
  slow: Number(query.get('slow') ?? 5),
  fails: query.has('fails'),
  partners: query.has('partners'),
  xform: query.get('form') === 'every' ? every : contact,
});
const [link, setLink] = createSignal(location.hash.slice(1) || null);
if (location.hash) history.replaceState(null, '', location.pathname + location.search);
startPlaces();
const root = document.querySelector('#app');
root?.replaceChildren();
if (root) {
  render(
    () => (
      <LiveTablet tablet={tablet}>
        <App link={link()} onLinkUsed={() => setLink(null)} />
      </LiveTablet>
    ),
    root,
  );
}
