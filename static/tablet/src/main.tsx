import './app.css';

import { createSignal } from 'solid-js';
import { render } from 'solid-js/web';

import { App } from './screens/App';
import { LiveTablet } from './screens/live';
import { startPlaces } from './screens/place';
import { keepOffline } from './screens/updates';
import { sentenceOf } from './screens/words';
import { openTablet } from './sync/open-tablet';

/** Takes the coordinator's fragment out of the address bar and the history at once. */
function takeLink(): string | null {
  const fragment = location.hash.slice(1);
  if (fragment === '') return null;
  history.replaceState(null, '', location.pathname);
  return fragment;
}

async function start(): Promise<void> {
  const root = document.querySelector('#app');
  if (!root) return;
  const [link, setLink] = createSignal(takeLink());
  // A link opened while the app runs changes nothing but the fragment.
  window.addEventListener('hashchange', () => setLink((before) => takeLink() ?? before));
  try {
    const tablet = await openTablet();
    startPlaces();
    root.replaceChildren();
    render(
      () => (
        <LiveTablet tablet={tablet}>
          <App link={link()} onLinkUsed={() => setLink(null)} />
        </LiveTablet>
      ),
      root,
    );
  } catch (error) {
    root.textContent = sentenceOf(error);
    root.classList.add('cannot-start');
  }
}

void start();
keepOffline();
