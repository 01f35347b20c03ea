"""What the phones behind Kannel's fake SMS centre show, from the lines its program logs."""

from devkit.kannel_phones import Text, read_texts, reply_line

STAMP = "2026-11-20 09:00:00 [17] [0] DEBUG: "


def log(*lines):
    arrivals = [f"{STAMP}Got message {n}: <{line}>" for n, line in enumerate(lines, 1)]
    return "\n".join([f"{STAMP}Connecting to <127.0.0.1>", *arrivals, ""])


def test_plain_text_arrives_as_it_is():
    line = "353200 +353861234567 text Hello é €, 100% <sure> + more"
    assert read_texts(log(line)) == [
        Text("353200", "+353861234567", "Hello é €, 100% <sure> + more")
    ]


def test_words_on_several_lines_are_one_text():
    found = read_texts(log("353200 +353861234567 text one", "two", "", "4", "1 +2 text next"))
    assert [text.body for text in found] == ["one\ntwo\n\n4", "next"]


def test_unicode_is_read():
    line = "353200 +353861234567 ucs-2 %00T%00%F4%00i%00+%1E%A5%00y%D8%3D%DE%42"
    assert read_texts(log(line))[0].body == "Tôi ấy🙂"


def test_parts_are_joined_in_their_order_when_all_are_there():
    second = "353200 +353861234567 udh %05%00%03%02%02%02 data +there+%2B1"
    first = "353200 +353861234567 udh %05%00%03%02%02%01 data Hello"
    assert read_texts(log(second)) == []
    assert read_texts(log(second, first)) == [Text("353200", "+353861234567", "Hello there +1", 2)]


def test_a_letter_cut_in_two_by_unicode_parts_is_whole_again():
    header = "353200 +353861234567 udh %05%00%03%09%02"
    first, second = f"{header}%01 data %00a%00+%D8%3D", f"{header}%02 data %DE%42"
    assert read_texts(log(first, second))[0].body == "a 🙂"


def test_parts_of_two_texts_are_kept_apart():
    def part(text, place, words):
        return f"353200 +353861234567 udh %05%00%03%0{text}%02%0{place} data {words}"

    found = read_texts(log(part(1, 1, "a"), part(2, 1, "c"), part(2, 2, "d"), part(1, 2, "b")))
    assert [text.body for text in found] == ["cd", "ab"]


def test_replies_are_plain_or_unicode_as_a_phone_would_send_them():
    assert reply_line("+353861234567", "+353200", "STOP please") == (
        "+353861234567 +353200 text STOP please"
    )
    assert reply_line("+1", "2", "Ça\nva") == "+1 2 ucs2 %00%C7%00a%00%0A%00v%00a"
