/** What a tablet carries down: its rounds, their entrances, its workers and the forms. Names are those of the wire. */
import { isCount, isDay, isListOf, isShape, isText } from './reading';
import { isUuid } from './ids';
import { readPartnerVisits, type PartnerVisit } from './partners';

export interface Named {
  id: string;
  name: string;
}

export interface BundleRound extends Named {
  starts_on: string;
  ends_on: string;
  entrances: string[];
  /** Of a joint round: where partners went. Absent when there is nothing to tell. */
  partner_visits?: PartnerVisit[];
}

export interface BundleEntrance {
  id: string;
  label: string;
  address: string;
  neighbourhood: string | null;
  lon: number;
  lat: number;
}

/** A file that a form shows, or takes its choices from. */
export interface FormMedia {
  name: string;
  hash: string;
  bytes: number;
}

/** The form that opens with an exchange. */
export const CONTACT_FORM = 'contact';

export interface BundleForm {
  id: string;
  version: string;
  hash: string;
  title: string;
  fields: Record<string, string>;
  /** Absent when the form has none. */
  media?: FormMedia[];
}

/** What is fetched whole when its hash (SHA-256 of its bytes, hex) is another. */
export interface BundleFile {
  name: string;
  hash: string;
  bytes: number;
}

/** How residents reach the organisation: what it has filled in. */
export interface Contact {
  telephone?: string;
  address?: string;
  opening?: string;
  email?: string;
  dpo?: string;
}

/** That one recipient of the organisation took the place of another, proved to this tablet. */
export interface BundleRotation {
  from: string;
  to: string;
  proof: string;
}

export interface Bundle {
  device: Named;
  organisation: Named & { recipient: string; contact?: Contact; rotations?: BundleRotation[] };
  transport_recipient: string;
  workers: Named[];
  rounds: BundleRound[];
  entrances: BundleEntrance[];
  forms: BundleForm[];
  /** Absent from servers of before there were any. */
  files?: BundleFile[];
}

/** The bundle, or null when it is not one. */
export function readBundle(value: unknown): Bundle | null {
  if (!isShape(value)) return null;
  const { device, organisation, transport_recipient, workers, rounds, entrances, forms, files = [] } = value;
  if (!isNamed(device) || !isNamed(organisation) || !isRecipient((organisation as { recipient?: unknown }).recipient)) return null;
  if (!isRecipient(transport_recipient) || !isListOf(workers, isNamed)) return null;
  if (!isListOf(rounds, isRound) || !isListOf(entrances, isEntrance) || !isListOf(forms, isForm) || !isListOf(files, isFile)) return null;
  return { device, organisation: readOrganisation(organisation as Bundle['organisation']), transport_recipient, workers, rounds: rounds.map(readRound), entrances, forms, files };
}

function readRound(round: BundleRound): BundleRound {
  const { partner_visits, ...own } = round;
  const told = readPartnerVisits(partner_visits);
  return told.length > 0 ? { ...own, partner_visits: told } : own;
}

/** Details that are none are left out: a wrong telephone must not keep a round from its team. */
function readOrganisation({ id, name, recipient, contact, rotations }: Bundle['organisation']): Bundle['organisation'] {
  const said = Object.entries(isShape(contact) ? contact : {}).filter(([, value]) => isText(value));
  const proved = Array.isArray(rotations) ? rotations.filter(isRotation) : [];
  return { id, name, recipient, ...(said.length > 0 && { contact: Object.fromEntries(said) }), ...(proved.length > 0 && { rotations: proved }) };
}

function isRotation(value: unknown): value is BundleRotation {
  return isShape(value) && isRecipient(value.from) && isRecipient(value.to) && isText(value.proof);
}

function isNamed(value: unknown): value is Named {
  return isShape(value) && isUuid(value.id) && isText(value.name);
}

function isRecipient(value: unknown): value is string {
  return typeof value === 'string' && /^age1[0-9a-z]{50,}$/u.test(value);
}

function isRound(value: unknown): value is BundleRound {
  return isNamed(value) && isShape(value) && isDay(value.starts_on) && isDay(value.ends_on) && isListOf(value.entrances, isUuid);
}

function isEntrance(value: unknown): value is BundleEntrance {
  if (!isShape(value) || !isUuid(value.id) || !isText(value.label) || typeof value.address !== 'string') return false;
  if (value.neighbourhood !== null && !isText(value.neighbourhood)) return false;
  return Number.isFinite(value.lon) && Number.isFinite(value.lat);
}

function isForm(value: unknown): value is BundleForm {
  if (!isShape(value) || !isText(value.id) || !isText(value.version) || !isText(value.title)) return false;
  if (!isHash(value.hash) || (value.media !== undefined && !isListOf(value.media, isFile))) return false;
  return isShape(value.fields) && Object.values(value.fields).every(isText);
}

function isFile(value: unknown): value is BundleFile {
  return isShape(value) && isText(value.name) && isHash(value.hash) && isCount(value.bytes);
}

function isHash(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/u.test(value);
}
