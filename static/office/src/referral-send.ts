/** Passing a case on: sealed in this browser to one receiver, or to the key of a link made here. The server gets the sealed part alone. */
import { recipientOf } from '../../sealing/age';
import { toBase64Url } from '../../sealing/base64url';
import { linkFragment, linkKey, newCode, newLink, sealReferral, sha256, spokenCode, type Link } from '../../sealing/referral';
import { openCases } from './case-sealed';
import { need, say, show } from './dom';
import { keyCheck, type KeyCheck, type Whom } from './key-check';
import { forgetOnLeaving } from './leaving';
import { copyText } from './link';
import { staysOpen } from './locking';
import { postJson, Refused } from './server';
import { unlock, type Unlocked } from './unlock';

const WHY = 'Ce que vous transmettez est signé de l’adresse où la structure peut vous répondre : la clé de votre organisation.';
const NOTHING = 'Donnez au moins un téléphone ou une adresse, que la personne a choisi de transmettre. Rien n’a été envoyé.';
const FAILED = 'Le navigateur n’a pas réussi à sceller. Rien n’a été envoyé. Rechargez la page et recommencez.';
const EMPTY = 'La part scellée de cette suite n’est plus là. Demandez le nom et le téléphone à la personne, puis écrivez-les.';

interface Page {
  root: HTMLElement;
  to: HTMLSelectElement;
  wrong: HTMLElement;
  button: HTMLButtonElement;
  check: KeyCheck;
  /** From the first time that the key was opened. */
  unlocked: Unlocked | null;
}

interface Made {
  link: Link;
  code: string;
}

export function start(root: HTMLElement): void {
  const form = need(root, '[data-form]', HTMLFormElement);
  const page: Page = {
    root,
    to: need(root, '#to', HTMLSelectElement),
    wrong: need(root, '[data-wrong]', HTMLElement),
    button: need(form, '[type=submit]', HTMLButtonElement),
    check: keyCheck(need(root, '[data-key-check]', HTMLElement)),
    unlocked: null,
  };
  forgetOnLeaving();
  page.to.addEventListener('change', () => {
    told(page);
    attempt(page, () => lookAtKey(page));
  });
  told(page);
  need(root, '[data-fill]', HTMLButtonElement).addEventListener('click', () => { attempt(page, () => fill(page)); });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(page, () => send(page));
  });
}

function attempt({ wrong, button }: Page, work: () => Promise<void>): void {
  say(wrong, '');
  button.disabled = true;
  work().catch((error: unknown) => { say(wrong, error instanceof Refused ? error.message : FAILED); }).finally(() => { button.disabled = false; });
}

function chosen({ to }: Page): DOMStringMap {
  return to.selectedOptions[0]?.dataset ?? {};
}

/** What is said of the structure that is chosen. */
function told(page: Page): void {
  const agree = page.root.querySelector('[data-agree]');
  if (!(agree instanceof HTMLElement)) return;
  const { structure, organisation, agreed } = chosen(page);
  const any = structure !== undefined || organisation !== undefined;
  show(need(page.root, '[data-by-account]', HTMLElement), organisation !== undefined);
  show(need(page.root, '[data-by-link]', HTMLElement), any && organisation === undefined);
  show(need(page.root, '[data-is-agreed]', HTMLElement), agreed !== undefined);
  show(agree, any && agreed === undefined);
  need(agree, 'input', HTMLInputElement).required = any && agreed === undefined;
}

async function key(page: Page, why: string): Promise<Unlocked | null> {
  page.unlocked = await unlock(page.root.dataset.key ?? '', why);
  await lookAtKey(page);
  return page.unlocked;
}

/** Whose key it is can be told once our own is open: it alone proves that the key was compared. */
async function lookAtKey(page: Page): Promise<void> {
  const whom = account(page);
  if (whom && page.unlocked) await page.check.look(whom, page.unlocked, true);
  else page.check.hide();
}

function account(page: Page): Whom | null {
  const { organisation: id, recipient } = chosen(page);
  return id === undefined || recipient === undefined ? null : { id, recipient };
}

async function fill(page: Page): Promise<void> {
  const { sealed = '', case: id = '', entrance = '' } = page.root.dataset;
  const unlocked = await key(page, 'Le nom est scellé : seule la clé de votre organisation l’ouvre.');
  if (!unlocked) return;
  const opened = (await openCases(sealed, [id], unlocked)).get(id);
  if (!opened) throw new Refused(EMPTY);
  const said = new Map(opened.identity);
  field(page, 'name').value = [said.get('Prénom'), said.get('Nom')].filter(Boolean).join(' ');
  field(page, 'telephone').value = said.get('Téléphone') ?? '';
  // The address only where nothing else reaches the person: less is known the better.
  if (field(page, 'telephone').value === '') field(page, 'address').value = [opened.door, entrance].filter(Boolean).join(', ');
  field(page, 'name').focus();
}

function field({ root }: Page, id: string): HTMLInputElement {
  return need(root, `#${id}`, HTMLInputElement);
}

async function send(page: Page): Promise<void> {
  const [telephone, address] = [field(page, 'telephone').value.trim(), field(page, 'address').value.trim()];
  if (telephone === '' && address === '') throw new Refused(NOTHING);
  const unlocked = await key(page, WHY);
  if (!unlocked) return;
  const { again, organisation: sender = '', theme = '', send: where = '', back = '' } = page.root.dataset;
  const { structure, organisation, recipient, agreed } = chosen(page);
  const whom = account(page);
  if (whom) page.check.allow(whom);
  const id = again ?? crypto.randomUUID();
  const made = recipient === undefined ? { link: newLink(), code: newCode() } : null;
  const link = made && (await linkKey(made.link, made.code));
  const words = need(page.root, '#words', HTMLTextAreaElement).value.trim();
  const said = { referral: id, to: organisation ?? structure ?? '', sender, reply_to: unlocked.recipient, theme, name: field(page, 'name').value.trim(), telephone, address, words };
  const sealed = await sealReferral(said, link ? await recipientOf(link.privateKey) : recipient ?? '');
  await postJson(where, {
    id,
    structure: structure ?? null,
    organisation: structure === undefined ? organisation : null,
    recipient: recipient ?? null,
    agreed_on: agreed === undefined && !again ? field(page, 'agreed').value || null : null,
    sealed: toBase64Url(sealed),
    link: made && toBase64Url(await sha256(made.link.name)),
    proof: link && toBase64Url(await sha256(link.proof)),
  });
  if (made) tell(page, made);
  else window.location.assign(back);
}

/** Link and code are on this page alone, and nowhere else in the world. */
function tell({ root }: Page, { link, code }: Made): void {
  need(root, '[data-form]', HTMLFormElement).replaceChildren();
  const made = need(root, '[data-made]', HTMLElement);
  const text = need(made, '#made-link', HTMLInputElement);
  text.value = `${root.dataset.link ?? ''}#${linkFragment(link)}`;
  need(made, '[data-code]', HTMLElement).textContent = spokenCode(code);
  need(made, '[data-copy]', HTMLButtonElement).addEventListener('click', () => { copyText(text, need(made, '[data-copied]', HTMLElement)); });
  staysOpen();
  show(made);
  need(made, 'h2', HTMLElement).focus();
}
