"""The first contact form: what it asks, and above all what it cannot ask."""

from xml.etree import ElementTree as ET

from forms.catalogue import read, shipped
from forms.compile import compile_form
from forms.instruments.epices import ITEM_5, ITEM_5_FIELD
from forms.instruments.isolation import CIRCLES, LONELY
from forms.roles import Role

XF = "{http://www.w3.org/2002/xforms}"
FORM = compile_form(read("contact"))
TREE = ET.fromstring(FORM.xform)  # noqa: S314 -- our own output

THEMES = {
    "difficultes-administratives-ou-juridiques",
    "difficultes-financieres",
    "equipement-et-alimentation",
    "famille",
    "lecture-ecriture-calcul",
    "logement-hebergement",
    "mobilite",
    "numerique",
    "remobilisation",
    "sante",
}


def codes(choices: str) -> list[str]:
    return [str(name.text) for name in TREE.iterfind(f".//{XF}instance[@id='{choices}']//{XF}name")]


def test_it_is_shipped() -> None:
    assert "contact" in shipped()


def test_what_identifies_is_sealed_and_asked_only_of_who_wants_to_be_contacted() -> None:
    sealed = {name for name, role in FORM.fields.items() if role is Role.IDENTITY}
    assert sealed == {"person_name", "person_telephone", "comment"}
    binds = {str(bind.get("nodeset")): bind for bind in TREE.iter(f"{XF}bind")}
    typed = {str(element.get("ref")) for element in TREE.iter(f"{XF}input")}
    free = {ref for ref in typed if binds[ref].get("readonly") != "true()"}
    assert {ref.rpartition("/")[2] for ref in free} == sealed, "an input that is not a note is a free field"
    assert {ref.rpartition("/")[0] for ref in free} == {"/contact/next_step"}
    assert "'nothing'" not in str(binds["/contact/next_step"].get("relevant"))
    assert "count_only" not in str(binds["/contact/next_step"].get("relevant"))
    assert not list(TREE.iter(f"{XF}upload"))


def test_it_notes_no_time_and_no_place() -> None:
    preloads = {bind.get("{http://openrosa.org/javarosa}preload") for bind in TREE.iter(f"{XF}bind")} - {None}
    assert preloads == {"uid"}


def test_a_screen_holds_six_questions_at_most() -> None:
    body = TREE.find("{http://www.w3.org/1999/xhtml}body")
    assert body is not None
    sizes = [len(group) - 1 for group in body]
    assert len(sizes) == 9
    assert max(sizes) <= 6


def test_fields_that_the_instruments_read_are_asked_with_their_codes() -> None:
    assert set(FORM.fields) >= {*CIRCLES, LONELY, ITEM_5_FIELD}
    assert codes("yes_no_unknown") == ["yes", "no", "unknown"]
    assert codes("lonely") == ["never", "sometimes", "often", "unknown"]


def test_epices_keeps_its_published_wording() -> None:
    assert ITEM_5 in FORM.xform.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def test_needs_are_themes_of_the_standard() -> None:
    needs = codes("needs")
    assert len(needs) == len(set(needs)) == 17
    assert {need.split("--")[0] for need in needs} <= THEMES
    assert not any(word in need for need in needs for word in ("addictions", "sante-mentale", "violence"))


def test_lists_for_the_thumb_have_short_labels() -> None:
    texts = {str(text.get("id")): "".join(text.itertext()) for text in TREE.findall(f".//{XF}translation[@default]/{XF}text")}
    for choices in ("needs", "rights", "ages", "days", "moments"):
        labels = [label for key, label in texts.items() if key.startswith(f"{choices}-")]
        assert labels
        assert max(map(len, labels)) <= 26
