// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';

import { drawCard } from './draw';
import { readCard } from './read';
import { SHIPPED_CARDS } from './shipped';

const CENTRE = { name: 'Centre *d’essai*', telephone: '05 56 00 00 00' };

function html(markdown: string, details = CENTRE): string {
  const page = document.createElement('div');
  page.append(...drawCard(readCard(markdown, details).blocks));
  return page.innerHTML;
}

describe('what a coordinator writes', () => {
  it('has a title, a lead, lists within lists, and words to say', () => {
    const card = readCard('# Danger\n\nD’abord **vous**.\n\n## Agir\n\n1. Appelez :\n   - [17](tel:17) police\n2. Dites\n\n> Bonjour !\n', CENTRE);
    expect([card.title, card.lead]).toEqual(['Danger', 'D’abord vous.']);
    expect(card.blocks.map(({ kind }) => kind)).toEqual(['paragraph', 'heading', 'list', 'said']);
    expect(html('1. Appelez :\n   - [17](tel:17) police')).toBe('<ol><li>Appelez&nbsp;:<ul><li class="call"><a href="tel:17">17</a><span> police</span></li></ul></li></ol>');
    expect(html('3. trois\n4. quatre')).toContain('<ol start="3">');
  });

  it('says the centre’s details as text, and its telephone as a call', () => {
    expect(html('{centre}, {telephone}')).toBe('<p>Centre *d’essai*, <a href="tel:0556000000">05 56 00 00 00</a></p>');
    expect(html('{telephone} {dpo}', { name: 'C', telephone: '' })).toContain('à demander à la coordination');
    expect(html('{inconnu}')).toBe('<p>{inconnu}</p>');
  });

  it.each([
    '<script>alert(1)</script>',
    'avant <img src=x onerror=alert(1)> après',
    '<div onclick="x()">\n\nbloc\n\n</div>',
    '[ici](javascript:alert(1))',
    '[ici](JaVaScRiPt:alert(1))',
    '[ici](java&#115;cript:alert(1))',
    '[ici](data:text/html,<script>alert(1)</script>)',
    '[ici](tel:17" onmouseover="x)',
    '[ici](mailto:a@b.c?body=<script>)',
    '![x](https://mechant.example/p.png)',
    '[ici](//mechant.example)',
    '<javascript:alert(1)>',
    '<a href="https://mechant.example">ici</a>',
    '```html\n<script>alert(1)</script>\n```',
    '| a | b |\n|---|---|\n| <script> | x |',
    '[x]: javascript:alert(1)\n\n[ici][x]',
  ])('stays text: %s', (nasty) => {
    const page = document.createElement('div');
    page.append(...drawCard(readCard(nasty, { ...CENTRE, dpo: nasty, address: nasty }).blocks), ...drawCard(readCard('{dpo} {adresse}', { ...CENTRE, dpo: nasty, address: nasty }).blocks));
    const tags = [...page.querySelectorAll('*')];
    expect(tags.map(({ localName }) => localName).filter((name) => !['p', 'a', 'ul', 'ol', 'li', 'strong', 'em', 'br', 'span', 'h2', 'h3', 'blockquote'].includes(name))).toEqual([]);
    for (const tag of tags) {
      expect(tag.getAttributeNames().filter((name) => !['href', 'start', 'class'].includes(name))).toEqual([]);
      expect(tag.getAttribute('href') ?? 'tel:1').toMatch(/^(?:tel|mailto):/u);
    }
  });

  it('tells the address of a page without linking it', () => {
    expect(html('la CNIL, [www.cnil.fr](https://www.cnil.fr)')).toBe('<p>la CNIL, www.cnil.fr</p>');
    expect(html('[notre site](https://centre.example/)')).toBe('<p>notre site (centre.example)</p>');
  });
});

describe('the cards that come with Palier', () => {
  it('are all there', () => {
    expect(SHIPPED_CARDS.map(({ slug }) => slug)).toEqual(['twenty-seconds', 'posture', 'refusal', 'danger', 'minors', 'privacy', 'second-visit']);
  });

  it.each(SHIPPED_CARDS.map(({ slug, text }) => [slug, text] as const))('%s reads well', (_, written) => {
    const card = readCard(written, { ...CENTRE, name: 'Centre d’essai' });
    expect(card.title).not.toBe('');
    expect(card.lead).not.toBe('');
    const page = document.createElement('div');
    page.append(...drawCard(card.blocks));
    expect(page.textContent).not.toMatch(/[{}#*_<>[\]]| [;:!?]/u);
    expect(page.textContent.length).toBeLessThan(2_600);
  });
});
