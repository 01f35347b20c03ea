"""Replies that stop or start messages, against a corpus that the rules do not contain."""

import json
import unicodedata
from pathlib import Path

import pytest
from engine import Channel, compile_opt_out_rules, read_channel_wish
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[2]
DATA = json.loads((ROOT / "collection_sms" / "data" / "intents" / "opt_out.json").read_text())
RULES = compile_opt_out_rules(DATA)
CORPUS = sorted((Path(__file__).parent / "opt_out").glob("*.txt"))
LEAST_PRECISION = 0.9
LEAST_PHRASES = 60

SMS, EMAIL, PHONE, LETTER = Channel


def read(text):
    return read_channel_wish(text, RULES)


def stops(text):
    wish = read(text)
    return wish is not None and wish.stop


def phrases(path, sign):
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line[2:] for line in lines if line.startswith(f"{sign} ")]


def bare(text):
    """As people write on phones that make accents tedious."""
    decomposed = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_every_opt_out_is_heard_and_hardly_anything_else(path):
    asked, innocent = phrases(path, "+"), phrases(path, "-")
    assert min(len(asked), len(innocent)) >= LEAST_PHRASES
    missed = [text for text in asked if not stops(text)]
    wrong = [text for text in innocent if stops(text)]
    precision = len(asked) / (len(asked) + len(wrong))
    print(
        f"{path.stem}: recall {1 - len(missed) / len(asked):.3f}, precision {precision:.3f}", wrong
    )
    assert not missed
    assert precision >= LEAST_PRECISION, wrong


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
@pytest.mark.parametrize("change", [bare, str.upper, str.lower, lambda text: f"  {text} !"])
def test_however_it_is_typed(path, change):
    missed = [text for text in phrases(path, "+") if not stops(change(text))]
    assert not missed


def test_all_shipped_languages_have_rules_and_a_corpus():
    assert set(DATA) == {path.stem for path in CORPUS} == {"en", "es", "fr", "de", "pt", "vi"}


@pytest.mark.parametrize(
    ("text", "channels"),
    [
        ("STOP", {SMS}),
        ("No more texts please", {SMS}),
        ("Do not call me", {PHONE}),
        ("Don't call or text me", {PHONE, SMS}),
        ("Stop emailing me", {EMAIL}),
        ("No more letters and no more emails", {LETTER, EMAIL}),
        ("Stop sending me texts, email is fine", {SMS}),
        ("No more calls, texts or emails", {PHONE, SMS, EMAIL}),
        ("Letters only please", {SMS}),
        ("Email me if you must but I don't want these on my phone", {SMS}),
        ("Take my phone off your list", {SMS}),
        ("Borren mi teléfono de su lista", {SMS}),
        ("Mejor por correo, mensajes no", {SMS}),
        ("Supprimez mon téléphone de votre liste", {SMS}),
        ("Uniquement par courrier svp", {SMS}),
        ("Do not contact me", set(Channel)),
        ("Do not contact me in any way", set(Channel)),
        ("Do not contact me by phone", {PHONE}),
        ("Leave me alone", set(Channel)),
        ("Do not call me or contact me in any way", set(Channel)),
        ("Ne plus me contacter", set(Channel)),
        ("Ne m'appelez plus", {PHONE}),
        ("Dejen de llamarme", {PHONE}),
        ("Bitte keine E-Mails mehr", {EMAIL}),
        ("Rufen Sie mich nicht mehr an", {PHONE}),
        ("Não me liguem mais", {PHONE}),
        ("Đừng gọi cho tôi nữa", {PHONE}),
        ("Đừng liên lạc với tôi nữa", set(Channel)),
        ("Bitte nur noch per Brief", {SMS}),
        ("Bitte nur noch per Mail, keine SMS", {SMS}),
        ("Só aceito cartas", {SMS}),
        ("Chỉ gửi email thôi, đừng nhắn tin", {SMS}),
    ],
)
def test_which_channels(text, channels):
    assert read(text).channels == channels


@pytest.mark.parametrize(
    "text",
    [
        "I can't stop by today",
        "the stop sign order",
        "Please do not stop, I will pay on Friday",
        "We worked non stop, sorry",
        "Don't hesitate to contact me",
        "N'arrêtez pas les relances",
        "Estoy de baja, pago el lunes",
        "Đừng ngừng gửi tin nhắn",
    ],
)
def test_what_only_sounds_like_a_stop(text):
    assert not stops(text)


@pytest.mark.parametrize(
    ("text", "says_more"),
    [
        ("STOP", False),
        ("Stop please, thank you", False),
        ("Please stop sending me texts", False),
        ("Stop. I paid on Monday", True),
        ("STOP I already paid this", True),
        ("Wrong number, stop texting", True),
        ("Ya pagué. No me escriban más", True),
        ("Merci de ne plus me contacter", False),
        ("Dừng lại đi", False),
    ],
)
def test_whether_a_person_should_read_it(text, says_more):
    assert read(text).says_more is says_more


@pytest.mark.parametrize(
    ("text", "channels"),
    [
        ("START", {SMS}),
        ("Unstop", {SMS}),
        ("start please", {SMS}),
        ("You can text me again", {SMS}),
        ("You may email me again", {EMAIL}),
        ("Alta", {SMS}),
        ("Reprendre", {SMS}),
        ("Anmelden bitte", {SMS}),
        ("Voltar", {SMS}),
        ("Bắt đầu", {SMS}),
        ("bat dau", {SMS}),
    ],
)
def test_start(text, channels):
    wish = read(text)
    assert (wish.stop, wish.channels) == (False, channels)


@pytest.mark.parametrize(
    "text", ["", " ", "?", "👍", "I start work on Monday", "Yes", "When do you start the job?"]
)
def test_nothing_asked(text):
    assert read(text) is None


def test_a_stop_outweighs_a_start():
    assert read("Do not start again. STOP").stop


def test_accents_tell_words_apart_where_they_are_written():
    assert not stops("Đúng")
    assert stops("Dừng")


@given(st.text(max_size=400))
def test_any_text_is_read(text):
    read(text)


@given(st.text(alphabet=" .!,\n", max_size=5), st.text(alphabet=" .!?\n", max_size=5))
def test_stop_among_blanks_and_marks(before, after):
    assert stops(f"{before}STOP{after}")
