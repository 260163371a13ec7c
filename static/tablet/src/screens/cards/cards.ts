/** The field cards that this tablet shows: the centre's, as they were last fetched; before that, those that come with Palier. */
import { readCard, type CardText } from '../../../../cards/read';
import { SHIPPED_CARDS, type WrittenCard } from '../../../../cards/shipped';
import { isListOf, isShape, isText } from '../../domain/reading';
import type { Tablet } from '../../domain/tablet';

export interface FieldCard extends CardText {
  slug: string;
}

export async function loadCards(tablet: Tablet): Promise<FieldCard[]> {
  const written = (await fetched(tablet)) ?? SHIPPED_CARDS;
  const details = { ...tablet.contact(), name: tablet.organisationName() ?? 'notre centre' };
  return written.map(({ slug, text }) => ({ slug, ...readCard(text, details) }));
}

async function fetched(tablet: Tablet): Promise<WrittenCard[] | null> {
  const file = await tablet.file('cards').catch(() => null);
  if (file === null) return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(file.bytes));
    return isShape(value) && isListOf(value.cards, isWritten) && value.cards.length > 0 ? value.cards : null;
  } catch {
    return null;
  }
}

function isWritten(value: unknown): value is WrittenCard {
  return isShape(value) && isText(value.slug) && isText(value.text);
}
