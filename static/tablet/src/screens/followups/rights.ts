/** Rights by the codes of our contact form, in few words: those that a case may follow (outreach/domain/rights.py). */
export const RIGHTS: Record<string, string> = {
  rsa: 'RSA',
  ppa: 'Prime d’activité',
  aspa: 'ASPA (minimum vieillesse)',
  ass: 'ASS (fin de chômage)',
  livret_epargne_populaire_taux: 'Livret d’épargne populaire',
  css_participation_forfaitaire: 'Complémentaire santé (C2S)',
  apa: 'APA',
  aah: 'AAH',
  pch: 'PCH',
  aeeh: 'AEEH',
  af: 'Allocations familiales',
  asf: 'ASF (parent seul)',
  ars: 'Rentrée scolaire',
  aide_logement: 'Aide au logement (APL)',
  logement_social_eligible: 'Logement social',
  fsl: 'FSL (loyer, énergie)',
  dalo: 'DALO',
  cheque_energie: 'Chèque énergie',
  bordeaux_metropole_aide_tarification_solidaire_transport: 'Tarif solidaire TBM',
  nouvelle_aquitaine_carte_solidaire: 'Carte solidaire régionale',
};

export function rightName(code: string): string {
  return RIGHTS[code] ?? code.replaceAll('_', ' ');
}
