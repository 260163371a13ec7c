// Inside the page, before the app: boundaries of the disk at which it can be stopped, a clock that can jump, time that passes only when told, and a hand that taps.
(() => {
  if (window.chaos || location.pathname.startsWith('/chaos/') === false && location.pathname.startsWith('/tablette/') === false) return;
  const call = (path, body, sync) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/chaos/${path}`, !sync);
    request.send(JSON.stringify(body ?? {}));
    return sync && path === 'setup' ? JSON.parse(request.responseText) : null;
  };
  const setup = call('setup', {}, true);

  // -- the disk ------------------------------------------------------------------------------------------------------

  const stop = { at: '', left: 0 };
  let quotaLeft = 0;
  const boundary = (at) => {
    if (stop.at === at && (stop.left -= 1) === 0) call('frozen', { frozen: at }, true);
  };
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    const made = transaction.call(this, stores, mode, options);
    if (made.mode === 'readwrite') {
      if (made.durability !== 'strict' && this.name === 'palier') call('said', { trouble: 'a write that is not strict' });
      made.addEventListener('complete', () => { boundary('done'); });
    }
    return made;
  };
  const commit = IDBTransaction.prototype.commit;
  IDBTransaction.prototype.commit = function () {
    boundary('before');
    commit.call(this);
    boundary('asked');
  };
  for (const name of ['put', 'add']) {
    const real = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (...values) {
      if (setup.defect && defects[setup.defect]?.(this, values)) return undefined;
      if (quotaLeft > 0 && (quotaLeft -= 1) === 0) throw new DOMException('The disk is full.', 'QuotaExceededError');
      return real.apply(this, values);
    };
  }

  // -- defects, for the harness's own test ------------------------------------------------------------------------------

  let added = 0;
  let drafts = 0;
  const defects = {
    'drops a write': (store) => store.name === 'entries' && store.transaction.mode === 'readwrite' && (added += 1) === 2,
    'loses the draft': (store) => store.name === 'drafts' && (drafts += 1) > 1,
  };
  const fetched = window.fetch;
  if (setup.defect === 'sent without a receipt') {
    window.fetch = async (path, init) => {
      const answer = await fetched(path, init).catch(() => null);
      if (answer?.status === 200 || !String(path).endsWith('/entries')) return answer ?? Promise.reject(new TypeError('no answer'));
      const rows = await read(['entries', 'device']);
      const ids = new Set(JSON.parse(init.body).entries.map(({ id }) => id));
      const receipts = rows.entries.filter(({ id }) => ids.has(id)).map(({ id, digest }) => ({ id, digest, status: 'accepted' }));
      const { epoch } = rows.device.find(({ key }) => key === 'device');
      return new Response(JSON.stringify({ epoch, server_time: null, receipts }), { status: 200 });
    };
  }

  // -- files that leave by hand: caught on their way to the disk --------------------------------------------------------

  const saved = [];
  const address = URL.createObjectURL;
  URL.createObjectURL = (blob) => {
    saved.push(blob);
    return address.call(URL, blob);
  };
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () {
    if (!this.download) click.call(this);
  };

  // -- clocks ----------------------------------------------------------------------------------------------------------

  const RealDate = Date;
  let skew = setup.skew ?? 0;
  const now = () => RealDate.now() + skew;
  window.Date = class extends RealDate {
    constructor(...given) {
      if (given.length === 0) super(now());
      else super(...given);
    }
    static now() { return now(); }
  };
  // What the app plans for later than a second waits until the schedule lets time pass: the same seed gives the same order.
  const LONG = 1000;
  const held = new Map();
  const { setTimeout: later, clearTimeout: never } = window;
  let next = -1;
  window.setTimeout = (work, delay = 0, ...given) => {
    if (delay < LONG) return later(work, delay, ...given);
    held.set((next -= 1), { at: now() + delay, work: () => work(...given) });
    return next;
  };
  // What is prepared when there is time for it comes when it is asked for.
  window.requestIdleCallback = (work) => window.setTimeout(work, LONG);
  window.clearTimeout = (timer) => { if (!held.delete(timer)) never(timer); };

  // -- the store, as it lies on the disk ----------------------------------------------------------------------------------

  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => { resolve(request.result); };
    request.onerror = () => { reject(request.error); };
  });
  const open = async () => ((await indexedDB.databases()).some(({ name }) => name === 'palier') ? asked(indexedDB.open('palier')) : null);
  async function read(names) {
    const db = await open();
    if (!db) return {};
    const reading = transaction.call(db, names ?? [...db.objectStoreNames], 'readonly');
    const rows = {};
    await Promise.all((names ?? [...db.objectStoreNames]).map(async (name) => { rows[name] = await asked(reading.objectStore(name).getAll()); }));
    const { version } = db;
    db.close();
    return names ? rows : { version, rows };
  }
  const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const packed = (value) => JSON.stringify(value, (_, one) => (one instanceof Uint8Array ? { $bytes: base64(one) } : one instanceof ArrayBuffer ? { $buffer: base64(new Uint8Array(one)) } : one));
  const unpacked = (text) => JSON.parse(text, (_, one) => (one?.$bytes !== undefined ? bytes(one.$bytes) : one?.$buffer !== undefined ? bytes(one.$buffer).buffer : one));

  async function keep() {
    const db = await open();
    const schema = [...db.objectStoreNames].map((name) => {
      const store = transaction.call(db, name, 'readonly').objectStore(name);
      return { name, keyPath: store.keyPath, indexes: [...store.indexNames].map((index) => ({ index, path: store.index(index).keyPath })) };
    });
    db.close();
    return packed({ schema, ...(await read(null)) });
  }
  async function put(text) {
    localStorage.clear();
    await asked(indexedDB.deleteDatabase('palier'));
    if (!text) return;
    const { schema, version, rows } = unpacked(text);
    const request = indexedDB.open('palier', version);
    request.onupgradeneeded = () => {
      for (const { name, keyPath, indexes } of schema) {
        const store = request.result.createObjectStore(name, { keyPath });
        for (const { index, path } of indexes) store.createIndex(index, path);
        for (const row of rows[name]) store.add(row);
      }
    };
    (await asked(request)).close();
  }

  // -- a hand that taps, and eyes -----------------------------------------------------------------------------------------

  const PATIENCE = 12_000;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const words = (element) => (element?.getAttribute('aria-label') ?? element?.textContent ?? '').replaceAll(/\s+/gu, ' ').trim();
  const button = (name, within = document) => all('button', within).find((found) => (name instanceof RegExp ? name.test(words(found)) : words(found) === name) && !found.disabled);
  async function until(found, what, patience = PATIENCE) {
    const end = performance.now() + patience;
    for (;;) {
      const value = found();
      if (value) return value;
      if (performance.now() > end) throw new Error(`waited in vain for ${what ?? found}; on screen: ${document.body.innerText.slice(0, 300)}`);
      await new Promise((resolve) => { later(resolve, 4); });
    }
  }
  const tap = (name, within) => until(() => button(name, within), name).then((found) => { found.click(); });
  // What may be promised after an exchange has buttons of the same look.
  const undoButton = () => all('.undo-button').find((found) => /^Annuler/u.test(words(found)));
  const dialog = () => one('dialog[open], [role=dialog]');
  const noSheet = () => until(() => !dialog() && history.state?.sheet !== true, 'the sheet to go');
  const doors = () => all('[data-door]');
  const alertIn = (within) => (within && one('[role=alert]', within)?.textContent) ?? null;

  function screen() {
    if (one('main.cannot-start, #app.cannot-start')) return 'broken';
    if (/^Verrouillée par la coordination/u.test(one('h1')?.textContent ?? '')) return 'closed';
    if (one('[role=group][aria-label^="Votre code"]')) return 'locked';
    if (one('main.interview')) return 'interview';
    if (one('main.facade')) return 'facade';
    if (one('main.copies')) return 'copies';
    if (one('main.rounds')) return 'rounds';
    if (button('Commencer') || /Qui travaille/u.test(one('h1')?.textContent ?? '')) return 'workers';
    if (one('main.gate')) return 'gate';
    return '';
  }
  async function type(code) {
    for (const digit of code) window.dispatchEvent(new KeyboardEvent('keydown', { key: digit }));
    // The sixth digit of a short code gives it by itself.
    if (code.length > 6) await tap(/^(Continuer|Ouvrir)$/u);
  }
  async function toRounds() {
    while (screen() === 'copies') {
      const before = heading();
      await tap('Retour');
      await until(() => screen() !== 'copies' || heading() !== before, 'the way back');
    }
    if (screen() === 'interview') await leaveForm();
    if (screen() === 'facade') {
      if (dialog()) { await tap('Fermer', dialog()); await noSheet(); }
      await tap('Ma tournée');
    }
    await until(() => screen() === 'rounds', 'the rounds');
  }
  async function leaveForm() {
    await tap(/^Revenir à la façade/u);
    await until(() => screen() === 'facade' || one('.save-mark[data-state="failed"]'), 'the façade');
    if (screen() === 'facade') return;
    // « Palier réessaie tout seul »
    await acts.pass();
    if (screen() === 'facade') return;
    await tap(/^Revenir à la façade/u);
    await until(() => screen() === 'facade', 'the façade');
  }
  const heading = () => one('h1')?.textContent?.trim();
  async function toEntrance(label) {
    if (screen() === 'interview') await leaveForm();
    if (screen() === 'facade' && heading() === label) return;
    await toRounds();
    // Figures may come while we look.
    (await until(() => all('.entrances button').find((found) => found.textContent.includes(label)), label)).click();
    await until(() => screen() === 'facade' && heading() === label && (doors().length > 0 || one('.empty')), 'the entrance');
  }
  function tile(door) {
    const outcome = door.dataset.outcome ?? null;
    const passages = Number(/(\d+) passages?\./u.exec(words(door))?.[1] ?? 0);
    const light = outcome === null ? null : /Au serveur\./u.test(words(door)) ? 'server' : /Deuxième copie|copie/iu.test(words(door)) ? 'copy' : 'tablet';
    return { door: door.dataset.door, outcome, passages, light, draft: /Entretien à reprendre/u.test(words(door)) };
  }
  const tileOf = (id) => tile(one(`[data-door="${id}"]`));
  const given = () => all('.interview input:checked').map((input) => `${input.name.replace(/^.*-/u, '')}=${input.value}`).sort();

  async function choose(field, value) {
    const input = await until(() => one(`input[name$="-${field}"][value="${value}"]`), field);
    if (!input.checked) input.click();
    await until(() => one(`input[name$="-${field}"][value="${value}"]`)?.checked, `${field} chosen`);
  }
  const kept = () => until(() => one('.save-mark[data-state="kept"]') || one('.save-mark[data-state="failed"]'), 'the mark').then((mark) => mark.dataset.state === 'kept');

  /** The choice of an outcome in an open sheet. What comes of it: the sheet closes, the form opens, or a sentence says why not. */
  async function decide(id, outcome, slot) {
    const again = button(/^Noter un (nouveau )?passage$/u, dialog());
    if (again) again.click();
    (await until(() => all(`.outcome[data-outcome="${outcome}"]`, dialog() ?? undefined).find((found) => !found.disabled), outcome)).click();
    if (outcome === 'come_back') (await until(() => all('.slot', dialog())[slot % 5], 'a moment')).click();
    await until(() => (dialog() ? alertIn(dialog()) : screen() === 'interview' || (outcome !== 'exchange' && screen() === 'facade')), 'the note');
    const refused = dialog() && screen() === 'facade' ? alertIn(dialog()) : null;
    if (refused) await tap('Fermer', dialog());
    if (screen() === 'facade') await noSheet();
    return refused;
  }

  const acts = {
    screen: () => screen(),
    async unlock({ long, short }) {
      await until(() => screen() === 'locked', 'the code screen');
      await type(one('[aria-label="Votre code court"]') ? short : long);
      await until(() => screen() !== 'locked' && screen() !== '', 'the tablet to open');
      return screen();
    },
    async lock() {
      await toRounds();
      await tap(/^Menu/u);
      await tap(/Verrouiller/u, await until(dialog, 'the menu'));
      await until(() => screen() === 'locked', 'the code screen');
    },
    /** An exchange at which the tablet hears what the coordination asks. */
    async heed({ wanted }) {
      await toRounds();
      await until(() => button('Échanger'), 'the exchange to be free');
      await tap('Échanger');
      await until(() => screen() === wanted, `the tablet to be ${wanted}`);
      return { erased: /demandé d’effacer cette tablette/u.test(document.body.innerText) };
    },
    /** « Demander au serveur », once the coordination has unlocked it. */
    async released() {
      await until(() => button('Demander au serveur'), 'the question to be free');
      await tap('Demander au serveur');
      await until(() => screen() === 'locked', 'the code screen');
    },
    async note({ label, door, outcome, slot }) {
      await toEntrance(label);
      if (doors().length === 0) return { nothing: true };
      const target = doors()[door % doors().length];
      const before = tile(target);
      call('said', { asked: { kind: 'visit', door: before.door, outcome } }, true);
      target.click();
      await until(dialog, 'the door');
      const refused = await decide(before.door, outcome, slot);
      if (refused) return { refused };
      if (screen() === 'interview') return { confirmed: true, form: true };
      await until(() => tileOf(before.door).passages === before.passages + 1, 'the tile to show the visit');
      return { confirmed: true };
    },
    async correct({ label, door, outcome, slot }) {
      await toEntrance(label);
      const noted = doors().filter((found) => found.dataset.outcome);
      if (noted.length === 0) return { nothing: true };
      const target = noted[door % noted.length];
      const id = target.dataset.door;
      target.click();
      const change = await until(dialog, 'the door').then(() => button(/^Corriger/u, dialog()));
      if (!change) {
        await tap('Fermer', dialog());
        await noSheet();
        return { nothing: true };
      }
      const { passages, outcome: stood } = tileOf(id);
      change.click();
      call('said', { asked: { kind: outcome === null ? 'withdrawal' : 'visit', door: id, outcome } }, true);
      if (outcome === null) {
        await tap(/^Annuler ce passage/u, dialog());
        await until(() => !dialog() || alertIn(dialog()), 'the withdrawal');
        const refused = dialog() && alertIn(dialog());
        if (refused) await tap('Fermer', dialog());
        await noSheet();
        if (refused) return { refused, door: id };
        // Of a corrected visit the one before counts again: the tile may look the same.
        await until(() => tileOf(id).passages === passages - 1 || tileOf(id).outcome !== stood, 'the visit to go', 800).catch(() => null);
        return { confirmed: true, door: id };
      }
      const refused = await decide(id, outcome, slot);
      if (refused) return { refused, door: id };
      return { confirmed: true, door: id, form: screen() === 'interview' };
    },
    async undo() {
      const offered = screen() === 'facade' && undoButton();
      if (!offered) return { nothing: true };
      call('said', { asked: { kind: 'withdrawal', door: null, outcome: null } }, true);
      offered.click();
      await until(() => !undoButton() || /pas été|Recommencez|réessayez/u.test(one('.undo p')?.textContent ?? ''), 'the undo');
      if (undoButton()) return { refused: one('.undo p').textContent };
      // A cancelled correction brings the corrected visit back: as many passages as before, and maybe the same outcome.
      await until(() => /annulé/u.test(all('[role=status]').map(words).join(' ')), 'the visit to go');
      return { confirmed: true };
    },
    async draw({ label, floors }) {
      await toEntrance(label);
      const count = doors().length;
      let within = document;
      if (count > 0) {
        if (button('Dessiner les portes')) button('Dessiner les portes').click();
        await tap('Remplir des étages');
        within = await until(dialog, 'the drawing');
        for (let floor = 0; floor < floors; floor += 1) await tap('Au, plus', within);
      }
      const add = await until(() => button(/^(Ajouter \d+ portes?|Ces portes sont déjà là)$/u, within) ?? all('button', within).find((found) => words(found) === 'Ces portes sont déjà là'), 'the end of the drawing');
      let result = { nothing: true };
      if (!add.disabled) {
        const more = Number(/\d+/u.exec(words(add))[0]);
        call('said', { asked: { kind: 'doors', door: null, outcome: String(more) } }, true);
        add.click();
        await until(() => doors().length === count + more || alertIn(within), 'the doors');
        result = doors().length === count + more ? { confirmed: true } : { refused: alertIn(within) };
      }
      if (dialog()) { if (button('Fermer', dialog())) button('Fermer', dialog()).click(); await noSheet(); }
      if (button('Terminer le dessin')) button('Terminer le dessin').click();
      return result;
    },
    async answer({ field, value }) {
      if (screen() !== 'interview') return { nothing: true };
      await until(() => one('input[name$="-informed"]') ?? one('.interview-title'), 'the form');
      if (!one(`input[name$="-${field}"]`)) return { nothing: true };
      const after = given().filter((one) => !one.startsWith(`${field}=`));
      call('said', { changing: [...after, `${field}=${value}`].sort() }, true);
      await choose(field, value);
      return (await kept()) ? { draft: given() } : { refused: 'draft' };
    },
    async leave() {
      if (screen() !== 'interview') return { nothing: true };
      await leaveForm();
      return {};
    },
    async resume({ label, door = null }) {
      await toEntrance(label);
      const begun = doors().filter((found) => tile(found).draft);
      if (begun.length === 0) return { nothing: true };
      const chosen = door === null ? begun[0] : begun.find((found) => found.dataset.door === door);
      if (!chosen) return { missing: true };
      chosen.click();
      await tap(/^Reprendre l’entretien/u, await until(dialog, 'the door'));
      await until(() => screen() === 'interview' && one('.interview-title'), 'the form');
      return { draft: given(), door: chosen.dataset.door };
    },
    async given() {
      if (screen() !== 'interview') return { nothing: true };
      await until(() => one('.interview-title'), 'the form');
      return { draft: given() };
    },
    async finish() {
      if (screen() !== 'interview') return { nothing: true };
      for (let back = 0; back < 9 && !(await until(() => one('input[name$="-informed"]') ?? one('.interview-title'), 'the form')).matches('input'); back += 1) await tap('Précédent');
      await choose('informed', 'aloud');
      await choose('consent', 'nothing');
      await kept();
      await tap('Suivant');
      await until(() => button('Terminer'), 'the end of the form');
      call('said', { asked: { kind: 'answers', door: null, outcome: null } }, true);
      await tap('Terminer');
      await until(() => screen() === 'facade' || alertIn(one('main')), 'the form to end');
      return screen() === 'facade' ? { confirmed: true } : { refused: alertIn(one('main')) };
    },
    async exchange() {
      await toRounds();
      await until(() => button('Échanger'), 'the exchange to be free');
      await tap('Échanger');
      await until(() => button('Échanger'), 'the exchange to end');
      return acts.pending();
    },
    pending() {
      const told = [...(one('.exchange-light')?.textContent ?? '').matchAll(/(\d+)\s+notes?/gu)].map(([, number]) => Number(number));
      return { pending: told.reduce((sum, number) => sum + number, 0), trouble: alertIn(one('.exchange')) };
    },
    async look({ label }) {
      await toEntrance(label);
      return { doors: doors().map((found) => tile(found)) };
    },
    async count() {
      await toRounds();
      await until(() => button('Échanger'), 'the exchange to be free');
      return acts.pending();
    },
    async choosing({ long, short }) {
      // The answer may be lost on its way: the same link again.
      for (;;) {
        await until(() => button(/Choisir ses codes$/u) ?? button('Réessayer'), 'the tablet to be of the team');
        if (!button('Réessayer')) break;
        button('Réessayer').click();
        await until(() => !button('Réessayer'), 'another try');
      }
      await tap(/Choisir ses codes$/u);
      for (const [label, code] of [['Nouveau code long', long], ['Nouveau code court', short]]) {
        for (const end of [label, `${label}, confirmation`]) {
          await until(() => one(`[role=group][aria-label="${end}"]`), end);
          await type(code);
        }
      }
      await until(() => button('Commencer'), 'the code to be kept');
      await tap('Commencer');
      await until(() => screen() === 'rounds', 'the rounds');
    },
    async give() {
      await toRounds();
      await tap('Copie');
      await tap(/^Donner une copie/u);
      await until(() => one('.handing-files') || one('.nothing'), 'what can be given');
      if (!one('.handing-files')) return { nothing: true };
      saved.length = 0;
      for (const save of all('.handing-files button')) save.click();
      return { text: (await Promise.all(saved.map((file) => file.text()))).join('\n') };
    },
    async take({ text }) {
      await toRounds();
      await tap('Copie');
      await tap(/^Recevoir une copie/u);
      const input = await until(() => one('.taking input[type=file]'), 'the way in');
      const files = new DataTransfer();
      files.items.add(new File([text], 'palier-copie.txt', { type: 'text/plain' }));
      input.files = files.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
      await until(() => all('.copies-codes li').length > 0 || alertIn(one('.taking')), 'the digits');
      return { digits: all('.copies-codes li').map((code) => code.textContent.replaceAll(/\D/gu, '')), refused: alertIn(one('.taking')) };
    },
    async confirm({ digits }) {
      let kept = 0;
      for (const code of digits) {
        const input = one('.copies-digits input');
        if (!input) break;
        input.value = code;
        input.dispatchEvent(new Event('input', { bubbles: true }));
        await tap('Vérifier');
        const before = one('.copies-kept')?.textContent;
        await until(() => alertIn(one('main')) || one('.copies-kept')?.textContent !== before || !one('.copies-digits'), 'the second light');
        if (alertIn(one('main'))) return { refused: alertIn(one('main')) };
        kept += 1;
      }
      return { kept };
    },
    async before() {
      const read = await until(() => button('C’est lu'), 'what is missing');
      const told = read.closest('.notice').textContent.replaceAll(/\s+/gu, ' ');
      read.click();
      await until(() => !button('C’est lu'), 'the notice to go');
      return { before: told };
    },
    async upgrade() {
      const registration = await navigator.serviceWorker.getRegistration();
      if (!registration) return { nothing: true };
      await registration.update().catch(() => null);
      await toRounds();
      const offer = await until(() => button('Mettre à jour') ?? (registration.installing || registration.waiting ? null : document.body), 'the new version').catch(() => null);
      if (!offer || offer === document.body) return { nothing: true };
      later(() => { offer.click(); }, 50);
      return { reloads: true };
    },
    async pass() {
      const due = [...held].sort(([, a], [, b]) => a.at - b.at);
      for (const [timer, { work }] of due) if (held.delete(timer)) work();
      await new Promise((resolve) => { later(resolve, 60); });
      return { passed: due.length };
    },
  };

  window.chaos = {
    keep, put, screen, read: (names) => read(names).then(packed),
    stopAt(at, left) { Object.assign(stop, { at, left }); },
    fullAt(left) { quotaLeft = left; },
    jump(milliseconds) { skew = milliseconds; },
    /** Begins when the harness has its answer, and says when it is done: the page may be stopped on the way. */
    act(number, name, given) {
      later(() => {
        Promise.resolve()
          .then(() => acts[name](given))
          .then((result) => { call('said', { done: number, result: result ?? {} }); }, (error) => { call('said', { done: number, error: String(error?.message ?? error) }); });
      }, 10);
    },
  };
})();
