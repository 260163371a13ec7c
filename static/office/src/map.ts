/** The map page: opening a neighbourhood, choosing resources, list and dots that show each other, and an address that keeps it all. */
import { all, make, need, say } from './dom';
import { keep, viewText, type Seen } from './map-address';
import { getJson, Refused } from './server';

type Set = 'entrances' | 'resources';

interface Panel {
  points: unknown[];
  list: string;
}

function isPanel(found: unknown): found is Panel {
  return typeof found === 'object' && found !== null && 'points' in found && Array.isArray(found.points) && 'list' in found && typeof found.list === 'string';
}

export function start(root: HTMLElement): void {
  new MapPage(root).start();
}

class MapPage {
  private readonly box: HTMLElement;
  private readonly trouble: HTMLElement;
  private readonly told: HTMLElement;
  private readonly toggle: HTMLAnchorElement;
  private shown = new URL(location.href).searchParams.get('entrees') !== 'non';
  private area = new URL(location.href).searchParams.get('quartier') ?? '';
  /** The entrance that was chosen last: walks begin there. */
  private from = '';
  /** The last request of each kind: an answer that comes late is not shown. */
  private readonly asked: Record<Set, number> = { entrances: 0, resources: 0 };

  constructor(private readonly root: HTMLElement) {
    this.box = need(root, '.folium-map', HTMLElement);
    this.trouble = need(document, '[data-trouble]', HTMLElement);
    this.told = need(document, '[data-told]', HTMLElement);
    this.toggle = need(document, '[data-toggle-entrances]', HTMLAnchorElement);
  }

  start(): void {
    this.followMap();
    this.followLists();
    this.followThemes();
    this.followSheets();
    document.addEventListener('click', (event) => { this.clicked(event); });
  }

  private tell(name: 'points' | 'point' | 'choose', detail: unknown): void {
    this.box.dispatchEvent(new CustomEvent(`palier:${name}`, { detail }));
  }

  private followMap(): void {
    this.box.addEventListener('palier:view', (event) => { keep({ vue: viewText((event as CustomEvent<Seen | null>).detail) }); });
    this.box.addEventListener('palier:area', (event) => {
      const { area, how } = (event as CustomEvent<{ area: string; how: string }>).detail;
      const link = all(this.root, 'a[data-area]', HTMLAnchorElement).find((one) => one.dataset.area === area);
      if (link && (how === 'chosen' || this.shown)) void this.open(link, how === 'into');
    });
    this.box.addEventListener('palier:pointed', (event) => {
      const { key, how } = (event as CustomEvent<{ key: string | null; how: string }>).detail;
      for (const row of all(this.root, '.is-pointed', HTMLElement)) row.classList.remove('is-pointed');
      const row = key === null ? undefined : this.row(key);
      row?.classList.add('is-pointed');
      if (row && how === 'chosen') this.walkFrom(row);
      if (row && how === 'chosen') row.closest('.map-list')?.scrollTo({ top: row.offsetTop - 80 });
    });
  }

  private row(key: string): HTMLElement | undefined {
    return all(this.root, '[data-point]', HTMLElement).find((row) => row.dataset.point === key);
  }

  /** Whoever goes through a list sees each of its lines on the map. */
  private followLists(): void {
    const point = (target: EventTarget | null, open: boolean): void => {
      const row = target instanceof Element ? target.closest<HTMLElement>('[data-point]') : null;
      this.tell('point', { key: row?.dataset.point ?? null, open });
    };
    for (const list of all(this.root, '[data-list]', HTMLElement)) {
      list.addEventListener('focusin', (event) => { point(event.target, true); });
      list.addEventListener('focusout', () => { this.tell('point', { key: null, open: false }); });
      list.addEventListener('mouseover', (event) => { point(event.target, false); });
      // A mouse that leaves gives back what the keyboard is at.
      list.addEventListener('mouseleave', () => { point(list.contains(document.activeElement) ? document.activeElement : null, false); });
    }
  }

  private clicked(event: MouseEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link) return;
    if (link.dataset.area !== undefined) {
      event.preventDefault();
      void this.open(link, false, true);
    } else if (link.dataset.close !== undefined) {
      event.preventDefault();
      this.close();
      need(document, '#tableau', HTMLElement).focus();
    } else if (link === this.toggle) {
      event.preventDefault();
      this.switchEntrances();
    } else if (link.matches('[data-point] .map-show')) {
      event.preventDefault();
      const row = link.closest<HTMLElement>('[data-point]');
      this.tell('point', { key: row?.dataset.point ?? null, open: true });
      this.walkFrom(row);
      need(this.root, '#carte', HTMLElement).scrollIntoView({ block: 'nearest' });
    }
  }

  private goToList = false;

  private async open(link: HTMLAnchorElement, stay: boolean, focus = false): Promise<void> {
    const area = link.dataset.area ?? '';
    this.area = area;
    this.showSwitch(true);
    // Without a view of its own, an address shows the whole of its neighbourhood.
    this.tell('choose', { area: this.isOutline(area) ? area : null, stay });
    keep({ quartier: area, entrees: '' });
    this.walkFrom(null);
    this.goToList = focus;
    await this.showEntrances(link, !this.isOutline(area));
    for (const line of all(this.root, '.map-table tr[aria-current]', HTMLElement)) line.removeAttribute('aria-current');
    link.closest('tr')?.setAttribute('aria-current', 'true');
  }

  /** What is in no neighbourhood has no outline on the map. */
  private isOutline(area: string): boolean {
    return this.root.querySelector(`.map-outside a[data-area="${CSS.escape(area)}"]`) === null;
  }

  private close(): void {
    this.area = '';
    this.walkFrom(null);
    this.asked.entrances += 1;
    this.put('entrances', { points: [], list: '' });
    this.tell('choose', { area: null, stay: true });
    for (const line of all(this.root, '.map-table tr[aria-current]', HTMLElement)) line.removeAttribute('aria-current');
    keep({ quartier: '' });
  }

  private switchEntrances(): void {
    this.showSwitch(!this.shown);
    const link = all(this.root, 'a[data-area]', HTMLAnchorElement).find((one) => one.dataset.area === this.area);
    if (this.shown && link) void this.open(link, true);
    else {
      this.asked.entrances += 1;
      this.put('entrances', { points: [], list: '' });
      this.tell('choose', { area: null, stay: true });
    }
    keep({ entrees: this.shown ? '' : 'non' });
  }

  private showSwitch(shown: boolean): void {
    this.shown = shown;
    if (shown) this.toggle.setAttribute('aria-current', 'true');
    else this.toggle.removeAttribute('aria-current');
    const url = new URL(this.toggle.href);
    if (shown) url.searchParams.set('entrees', 'non');
    else url.searchParams.delete('entrees');
    this.toggle.href = url.toString();
  }

  /** A sheet of choices goes away by Escape, and when something else is clicked. */
  private followSheets(): void {
    const sheets = all(document, 'details.map-more-choices', HTMLDetailsElement);
    document.addEventListener('keydown', (event) => {
      const open = sheets.find((sheet) => sheet.open);
      if (event.key !== 'Escape' || !open) return;
      open.open = false;
      need(open, 'summary', HTMLElement).focus();
    });
    document.addEventListener('click', (event) => {
      for (const sheet of sheets) if (event.target instanceof Node && !sheet.contains(event.target)) sheet.open = false;
    });
  }

  private followThemes(): void {
    const sheet = document.querySelector<HTMLDetailsElement>('[data-themes]');
    if (!sheet) return;
    for (const button of all(sheet, '[data-without-script]', HTMLElement)) button.hidden = true;
    const boxes = all(sheet, 'input[name=theme]', HTMLInputElement);
    sheet.addEventListener('change', () => {
      const chosen = boxes.filter((box) => box.checked);
      keep({ themes: this.themes() });
      need(sheet, 'summary', HTMLElement).classList.toggle('is-chosen', chosen.length > 0);
      say(need(sheet, '[data-count]', HTMLElement), chosen.length ? ` (${chosen.length})` : '');
      this.showResources();
      // The open list tells how far its entrances are from what was ticked.
      const link = all(this.root, 'a[data-area]', HTMLAnchorElement).find((one) => one.dataset.area === this.area);
      if (this.shown && link) void this.showEntrances(link, false);
    });
  }

  /** Walks begin at an entrance of the open list; without one, in the middle of its neighbourhood. */
  private walkFrom(row: HTMLElement | null | undefined): void {
    const from = row?.closest('[data-list=entrances]') ? (row.dataset.point ?? '') : '';
    if (row && from === '') return;
    this.from = from;
    this.showResources();
  }

  private showEntrances(link: HTMLAnchorElement, fit: boolean): Promise<boolean> {
    const url = new URL(link.dataset.entrances ?? '', location.href);
    url.searchParams.set('themes', this.themes());
    return this.fetch('entrances', url.toString(), link.textContent, fit);
  }

  private showResources(): void {
    const [themes, address] = [this.themes(), document.querySelector<HTMLElement>('[data-themes]')?.dataset.themes];
    if (themes === '' || address === undefined) {
      this.asked.resources += 1;
      this.put('resources', { points: [], list: '' });
      return;
    }
    const layer = new URL(location.href).searchParams.get('quartiers') ?? '';
    const query = new URLSearchParams({ themes, quartiers: layer, quartier: this.shown ? this.area : '', depuis: this.from });
    void this.fetch('resources', `${address}?${query.toString()}`, 'Ressources', false);
  }

  private themes(): string {
    return all(document, '[data-themes] input[name=theme]', HTMLInputElement).filter((box) => box.checked).map((box) => box.value).join(',');
  }

  /** Whether what was asked for is there now: not if it failed, nor if something else was asked for meanwhile. */
  private async fetch(set: Set, address: string, name: string, fit: boolean): Promise<boolean> {
    const mine = ++this.asked[set];
    say(this.trouble, '');
    try {
      const found = await getJson(address);
      if (!isPanel(found)) throw new Refused('La réponse du serveur est incompréhensible. Rien n’a été perdu : rechargez la page.');
      if (mine !== this.asked[set]) return false;
      this.put(set, found, fit);
      say(this.told, `${name} : ${found.points.length} points sur la carte.`);
      return true;
    } catch (error) {
      if (mine === this.asked[set]) say(this.trouble, error instanceof Refused ? error.message : 'La carte n’a pas pu montrer cela. Rien n’a été perdu : rechargez la page.');
      return false;
    }
  }

  private put(set: Set, panel: Panel, fit = false): void {
    const list = need(this.root, `[data-list=${set}]`, HTMLElement);
    // Another answer may follow at once: whoever reads the list stays in it, and whoever asked for it is led to it by whichever comes.
    const held = list.contains(document.activeElement) ? (document.activeElement?.id ?? '') : '';
    list.replaceChildren(...parsed(panel.list));
    list.hidden = panel.list === '';
    const goTo = set === 'entrances' && this.goToList && panel.list !== '' ? 'entrees-titre' : held;
    const target = goTo === '' ? null : list.querySelector<HTMLElement>(`#${CSS.escape(goTo)}`);
    target?.focus();
    if (target?.id === 'entrees-titre') this.goToList = false;
    need(this.root, `[data-legend=${set}]`, HTMLElement).hidden = panel.list === '';
    this.tell('points', { set, points: panel.points, fit });
  }
}

/** HTML that our own server rendered with everything escaped. */
function parsed(html: string): ChildNode[] {
  const template = make('template');
  template.innerHTML = html;
  return [...template.content.childNodes];
}
