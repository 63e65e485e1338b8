"""A file and some fields in one body."""

from __future__ import annotations

from email import message_from_bytes, policy

from hypothesis import given
from hypothesis import strategies as st

from vai_gateway.wire.multipart import FilePart, form_data

NAMES = st.text("abcdefgh_[]", min_size=1, max_size=8)
VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=20)


@given(st.dictionaries(NAMES, VALUES, max_size=4), st.binary(max_size=300))
def test_every_part_can_be_read_back(fields: dict[str, str], content: bytes) -> None:
    content_type, body = form_data(fields, FilePart("file", "audio.wav", "audio/wav", content))
    whole = message_from_bytes(f"content-type: {content_type}\r\n\r\n".encode() + body, policy=policy.HTTP)
    *texts, file = whole.iter_parts()
    read = {part.get_param("name", header="content-disposition"): part.get_payload(decode=True) for part in texts}
    assert read == {name: value.encode() for name, value in fields.items()}
    assert (file.get_filename(), file.get_content_type()) == ("audio.wav", "audio/wav")


def test_the_file_goes_out_byte_by_byte() -> None:
    content = bytes(range(256)) + b"\r\n--\r\n"
    content_type, body = form_data({}, FilePart("file", "a.bin", "audio/pcm", content))
    boundary = content_type.partition("boundary=")[2].encode()
    assert body.endswith(b"\r\n\r\n" + content + b"\r\n--" + boundary + b"--\r\n")
