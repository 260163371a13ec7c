/** Begins the typing page: first what was typed here before and has not arrived, then what the server knows, then the sheet. */
import { render } from 'solid-js/web';

import { make } from '../dom';
import { Notebook, readState } from './notebook';
import { Outbox } from './outbox';
import { Page } from './Page';
import { passagesOf, type Passage } from './passages';
import { browserLine } from './sender';
import { readSetup, type Setup } from './setup';
import { createSheet, type Sheet } from './sheet';
import { StatusBar } from './StatusBar';
import './paper.css';

const NO_STORAGE = 'Ce navigateur ne permet pas de garder ce qui est tapé (navigation privée ?). Ouvrez cette page dans une fenêtre ordinaire.';
const NO_STATE = 'Le serveur n’a pas pu dire ce qui est connu à cette entrée. Rien n’a été perdu. Rechargez la page.';
const REFRESH_AFTER = 10_000;

export async function start(root: HTMLElement): Promise<void> {
  const setup = readSetup(root);
  const outbox = new Outbox(setup.organisation);
  const line = browserLine(setup.addresses);
  const book = new Notebook(setup, outbox, line);
  window.addEventListener('online', () => void book.sender.flush());
  try {
    await outbox.open();
  } catch {
    root.replaceChildren(make('p', NO_STORAGE, { class: 'notice notice-bad', role: 'alert' }));
    return;
  }
  await book.sender.flush();
  await arrived(root, book, setup, outbox);
  if (!(await learn(book, setup))) {
    root.replaceChildren(make('p', NO_STATE, { class: 'notice notice-bad', role: 'alert' }));
    return;
  }
  const sheet = createSheet(book);
  const before = passagesOf(book.facts(), setup.round.id).length;
  sheet.begin(givenHead(setup));
  root.replaceChildren();
  render(() => <Page sheet={sheet} setup={setup} typedBefore={before} />, root);
  followOthers(sheet, setup);
}

/** Lines typed here earlier that are still on their way would look as if nobody had typed them: they go first. */
async function arrived(root: HTMLElement, book: Notebook, setup: Setup, outbox: Outbox): Promise<void> {
  if ((await outbox.waitingAt(setup.entrance)) === 0) return;
  root.replaceChildren();
  const close = render(
    () => (
      <div class="stack">
        <p class="notice notice-bad" role="alert">
          Des lignes de cette feuille, tapées plus tôt, attendent encore dans ce navigateur. Elles partent d’abord, pour que rien ne soit saisi deux fois&nbsp;; la grille s’ouvrira ensuite.
        </p>
        <StatusBar book={book} setup={setup} />
      </div>
    ),
    root,
  );
  while ((await outbox.waitingAt(setup.entrance)) > 0) await new Promise((resolve) => setTimeout(resolve, 500));
  close();
}

async function learn(book: Notebook, setup: Setup): Promise<boolean> {
  const response = await fetch(setup.addresses.state, { headers: { Accept: 'application/json' }, redirect: 'manual', cache: 'no-store' }).catch(() => null);
  const state = response?.ok ? readState(await response.json().catch(() => null)) : null;
  if (state) book.learn(state);
  return state !== null;
}

/** Somebody else may type the same pile. */
function followOthers(sheet: Sheet, setup: Setup): void {
  let last = Date.now();
  window.addEventListener('focus', () => {
    if (Date.now() - last < REFRESH_AFTER) return;
    last = Date.now();
    void learn(sheet.book, setup).then(sheet.follow);
  });
}

/** The head of the sheet before in the pile. */
function givenHead(setup: Setup): Partial<Passage> {
  const given = new URLSearchParams(window.location.search);
  const day = given.get('jour') ?? '';
  const author = given.get('qui') ?? '';
  return {
    ...(/^\d{4}-\d{2}-\d{2}$/u.test(day) && { day }),
    ...(setup.workers.some(({ id }) => id === author) && { author }),
  };
}
