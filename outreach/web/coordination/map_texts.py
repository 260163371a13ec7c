"""Title, unit, sentence and method of each measure of the map, in plain words."""

from collections.abc import Callable

from flask_babel import gettext as _

from maps import MeasureText


def visited(_undetermined: int) -> MeasureText:
    """Doors visited."""
    return MeasureText(
        _("Portes visitées"),
        _("nombre de portes où l’équipe est passée au moins une fois"),
        _("portes visitées"),
        _("connues"),
        _(
            "Chaque porte compte une fois, quel que soit le nombre de passages et leur issue. Les passages annulés ou corrigés ne comptent pas, "
            "ni ceux d’une autre organisation. C’est un compte complet : il n’a pas de marge d’erreur."
        ),
    )


def coverage(_undetermined: int) -> MeasureText:
    """Coverage."""
    return MeasureText(
        _("Couverture"),
        _("part des portes connues où l’équipe est passée au moins une fois"),
        _("portes visitées"),
        _("connues"),
        _(
            "Portes avec au moins un passage de l’organisation, divisées par les portes connues, c’est-à-dire relevées dans les immeubles. "
            "Une porte que personne n’a encore relevée manque au total : la couverture réelle peut être plus basse. "
            "C’est un compte complet : il n’a pas de marge d’erreur. Au-dessous de 5 portes connues, aucune part n’est montrée."
        ),
    )


def contact(_undetermined: int) -> MeasureText:
    """Contact, out of doors attempted."""
    return MeasureText(
        _("Taux de contact, portes frappées"),
        _("part des portes frappées où quelqu’un a échangé avec l’équipe ou pris le dépliant"),
        _("portes avec contact"),
        _("frappées"),
        _(
            "Portes avec au moins un échange ou un contact bref, divisées par les portes où l’équipe a frappé au moins une fois, tous passages réunis : "
            "une porte compte une fois. Les absences et les refus restent au total ; les logements vides n’y sont pas. "
        )
        + interval(),
    )


def contact_opened(_undetermined: int) -> MeasureText:
    """Contact, out of doors opened."""
    return MeasureText(
        _("Taux de contact, portes ouvertes"),
        _("part des portes qui se sont ouvertes où quelqu’un a échangé avec l’équipe ou pris le dépliant"),
        _("portes avec contact"),
        _("ouvertes"),
        _(
            "Portes avec au moins un échange ou un contact bref, divisées par les portes où quelqu’un a répondu au moins une fois, tous passages réunis : "
            "une porte compte une fois. Les refus restent au total ; les portes toujours trouvées absentes et les logements vides n’y sont pas. "
        )
        + interval(),
    )


def contact_is() -> str:
    """Which doors were met."""
    return str(_("Portes avec au moins un échange ou un contact bref, tous passages réunis : une porte compte une fois. "))


def isolation(undetermined: int) -> MeasureText:
    """Signals of isolation."""
    return MeasureText(
        _("Signaux d’isolement"),
        _("part des foyers ayant répondu qui montrent un signal d’isolement"),
        _("foyers avec un signal"),
        _("dont les réponses le disent"),
        _(
            "Signal : au plus un des quatre cercles (famille, amis, voisins, associations) en contact régulier, ou le sentiment fréquent d’être seul. "
            "C’est une invitation à en parler en équipe, pas un diagnostic. "
            "Chaque entretien compte : un foyer interrogé deux fois dans la période y compte deux fois. "
        )
        + (_("Les réponses de %(n)s foyers ne permettent pas de le dire : ils ne comptent pas. ", n=undetermined) if undetermined else "")
        + of_those_who_answer()
        + interval(),
    )


def interval() -> str:
    """What the interval says."""
    return str(
        _(
            "L’intervalle à 95 % (méthode de Wilson) dit ce que le petit nombre laisse d’incertain ; il ne corrige pas l’effet des jours et des heures "
            "de passage. Au-dessous de 5, aucun taux n’est montré."
        )
    )


def passages(_undetermined: int) -> MeasureText:
    """Passages."""
    return MeasureText(
        _("Passages"),
        _("nombre de passages de l’équipe, plusieurs à une même porte comptant chacun"),
        _("passages"),
        _("portes visitées"),
        _("Les passages annulés ou corrigés ne comptent pas, ni ceux d’une autre organisation. C’est un compte complet : il n’a pas de marge d’erreur."),
    )


def refusal(_undetermined: int) -> MeasureText:
    """Refusals."""
    return MeasureText(
        _("Refus"),
        _("part des portes ouvertes qui ont refusé au moins une fois"),
        _("portes ayant refusé"),
        _("ouvertes"),
        _(
            "Portes avec au moins un refus ou une opposition, divisées par les portes où quelqu’un a répondu au moins une fois, tous passages réunis : "
            "une porte compte une fois, même si elle a échangé un autre jour. "
        )
        + interval(),
    )


def alone(_undetermined: int) -> MeasureText:
    """Living alone."""
    return MeasureText(
        _("Vit seul"),
        _("part des foyers ayant répondu où la personne vit seule"),
        _("foyers d’une personne"),
        _("l’ayant dit"),
        _("Réponse à « Vivez-vous seul(e) ? ». Les foyers sans réponse ne comptent pas. Vivre seul n’est pas être isolé. ")
        + of_those_who_answer()
        + interval(),
    )


def means(_undetermined: int) -> MeasureText:
    """Hard ends of the month."""
    return MeasureText(
        _("Fins de mois difficiles"),
        _("part des foyers ayant répondu qui ont de réelles difficultés financières à certaines périodes du mois"),
        _("foyers en difficulté"),
        _("ayant répondu"),
        _(
            "Réponse à une seule question, la cinquième du score EPICES : elle ne donne pas de score, et ne dit pas si un foyer est pauvre. "
            "Les foyers sans réponse ne comptent pas. "
        )
        + of_those_who_answer()
        + interval(),
    )


def epices(_undetermined: int) -> MeasureText:
    """The whole EPICES score."""
    return MeasureText(
        _("Score EPICES"),
        _("part des personnes dont le score EPICES est de 30,17 ou plus"),
        _("personnes en situation de précarité"),
        _("dont le score est connu"),
        _(
            "Le score entier, en onze questions (Sass et al., BEH 14/2006), là où un formulaire du centre les pose toutes. Un score que "
            "des réponses manquantes laissent des deux côtés du seuil "
            "ne compte pas : rien n’est deviné. Établi en centre d’examens de santé, jamais validé en porte-à-porte. "
        )
        + interval(),
    )


def need(label: str) -> Callable[[int], MeasureText]:
    """A need, by its label in the form."""

    def text(_undetermined: int) -> MeasureText:
        return MeasureText(
            label,
            _("part des foyers interrogés qui ont dit ce besoin"),
            _("foyers l’ont dit"),
            _("interrogés"),
            _(
                "Réponses à « De quoi auriez-vous besoin en ce moment ? », sur les foyers qui ont accepté que leurs réponses soient gardées et dont le "
                "formulaire proposait ce besoin. Une question laissée vide compte comme un besoin qui n’a pas été dit : elle n’a peut-être pas été posée. "
            )
            + of_those_who_answer()
            + interval(),
        )

    return text


def rights(_undetermined: int) -> MeasureText:
    """Rights that were talked about."""
    return MeasureText(
        _("Un droit abordé"),
        _("part des foyers interrogés avec qui l’équipe a parlé d’au moins un droit"),
        _("foyers avec un droit abordé"),
        _("interrogés"),
        _(
            "Ce que l’équipe a abordé à la porte, sur les foyers qui ont accepté que leurs réponses soient gardées. Un droit abordé n’est ni un droit ouvert, "
            "ni un droit auquel le foyer aurait renoncé : cette part dit ce que fait l’équipe, elle n’est pas un taux de non-recours. "
        )
        + interval(),
    )


def right_missing(name: str) -> Callable[[int], MeasureText]:
    """Apparent non-take-up of a right."""

    def text(_undetermined: int) -> MeasureText:
        return MeasureText(
            _("%(right)s : non-recours apparent (déclaratif)", right=name),
            _("part des foyers présumés éligibles qui ne le reçoivent pas"),
            _("foyers qui ne le reçoivent pas"),
            _("présumés éligibles"),
            _(
                "Sur les foyers avec qui ce droit a été évoqué et dont les réponses font présumer qu’ils y ont droit, jamais sur tous les foyers rencontrés. "
                "« Ne sait pas » et « pas concerné » n’y sont pas. Déclaratif : personne n’a vérifié les conditions. "
                "Il ne se compare pas au taux national, et les droits ne s’additionnent pas. "
            )
            + of_those_who_answer()
            + interval(),
        )

    return text


def right_discussed(name: str) -> Callable[[int], MeasureText]:
    """A right that was talked about."""

    def text(_undetermined: int) -> MeasureText:
        return MeasureText(
            _("%(right)s : droit abordé", right=name),
            _("part des foyers rencontrés avec qui l’équipe a parlé de ce droit"),
            _("foyers avec qui il a été abordé"),
            _("rencontrés"),
            _("Ce que l’équipe a abordé à la porte. Cette part dit ce que fait l’équipe : elle n’est pas un taux de non-recours. ") + interval(),
        )

    return text


def right_opened(name: str) -> Callable[[int], MeasureText]:
    """A right that was opened."""

    def text(_undetermined: int) -> MeasureText:
        return MeasureText(
            _("%(right)s : droit ouvert", right=name),
            _("part des droits suivis par l’équipe qui ont été ouverts"),
            _("droits ouverts"),
            _("suivis"),
            _(
                "Sur les suivis commencés dans la période, avec ce qu’il en est advenu jusqu’à aujourd’hui. "
                "Refusés, abandonnés, perdus de vue et encore en cours restent au total. "
            )
            + interval(),
        )

    return text


def of_those_who_answer() -> str:
    """What answers at doors cannot say."""
    return str(_("Ceux qui ouvrent et répondent ne ressemblent pas forcément aux autres. "))
